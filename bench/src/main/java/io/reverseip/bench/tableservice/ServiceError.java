package io.reverseip.bench.tableservice;

/**
 * The errors of the table service that this one knows, with the words of Azure's documents.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes">Table service error codes</a>
 */
enum ServiceError {
    AUTHENTICATION_FAILED(
            403,
            "AuthenticationFailed",
            "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature."),
    BATCH_OF_SEVERAL_PARTITIONS(
            400,
            "CommandsInBatchActOnDifferentPartitions",
            "All commands in a batch must operate on same entity group."),
    BODY_TOO_LARGE(
            413, "RequestBodyTooLarge", "The request body is too large and exceeds the maximum permissible limit."),
    DUPLICATE_PROPERTIES(
            400,
            "DuplicatePropertiesSpecified",
            "The batch request contains a property that is specified more than once."),
    DUPLICATE_ROW(
            400,
            "InvalidDuplicateRow",
            "The batch request contains multiple changes with same row key. An entity can appear only once in a batch request."),
    ENTITY_ALREADY_EXISTS(409, "EntityAlreadyExists", "The specified entity already exists."),
    ENTITY_TOO_LARGE(400, "EntityTooLarge", "The entity is larger than the maximum allowed size (1MB)."),
    INVALID_INPUT(400, "InvalidInput", "One of the request inputs is not valid."),
    INVALID_RESOURCE_NAME(400, "InvalidResourceName", "The specified resource name contains invalid characters."),
    KEY_TOO_LARGE(400, "KeyValueTooLarge", "The key value is larger than the maximum allowed size."),
    NOT_IMPLEMENTED(501, "NotImplemented", "The requested operation is not implemented on the specified resource."),
    OPERATION_TIMED_OUT(500, "OperationTimedOut", "The operation could not be completed within the permitted time."),
    OUT_OF_RANGE_INPUT(400, "OutOfRangeInput", "One of the request inputs is out of range."),
    PROPERTIES_NEED_VALUE(400, "PropertiesNeedValue", "The values are not specified for all properties in the entity."),
    PROPERTY_NAME_TOO_LONG(400, "PropertyNameTooLong", "The property name exceeds the maximum allowed length."),
    PROPERTY_VALUE_TOO_LARGE(
            400, "PropertyValueTooLarge", "The property value exceeds the maximum allowed size (64KB)."),
    RESOURCE_NOT_FOUND(404, "ResourceNotFound", "The specified resource does not exist."),
    SERVER_BUSY(503, "ServerBusy", "The server is busy."),
    TABLE_ALREADY_EXISTS(409, "TableAlreadyExists", "The table specified already exists."),
    TABLE_NOT_FOUND(404, "TableNotFound", "The table specified does not exist."),
    TOO_MANY_PROPERTIES(400, "TooManyProperties", "The entity contains more properties than allowed."),
    UNSUPPORTED_VERB(405, "UnsupportedHttpVerb", "The resource doesn't support specified Http Verb."),
    UPDATE_CONDITION_NOT_SATISFIED(
            412, "UpdateConditionNotSatisfied", "The update condition specified in the request was not satisfied.");

    private final int status;
    private final String code;
    private final String message;

    ServiceError(int status, String code, String message) {
        this.status = status;
        this.code = code;
        this.message = message;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String message() {
        return message;
    }

    Raised raised() {
        return new Raised(this, message);
    }

    /** With what is wrong, for whoever reads it. */
    Raised raised(String detail) {
        return new Raised(this, message + " " + detail);
    }

    /** A request that is answered with an error. */
    static final class Raised extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final ServiceError error;

        private Raised(ServiceError error, String message) {
            super(message, null, false, false);
            this.error = error;
        }

        ServiceError error() {
            return error;
        }
    }
}
