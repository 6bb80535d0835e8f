package io.reverseip.configuration;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Expressions;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;

/**
 * Takes the values of secrets and of credentials as they are: in {@code reverseip.secrets.*} and {@code reverseip.accounts.*} a
 * {@code $} stands for itself, where other properties have expressions. Thread-safe.
 */
@StaticInitSafe
@Priority(Priorities.APPLICATION)
public final class LiteralValues implements ConfigSourceInterceptor {
    private static final long serialVersionUID = 1L;

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        // Runs around the interceptor that replaces expressions, whose priority is lower.
        return isLiteral(name) ? Expressions.withoutExpansion(() -> context.proceed(name)) : context.proceed(name);
    }

    private static boolean isLiteral(String name) {
        return name.startsWith("reverseip.secrets.") || name.startsWith("reverseip.accounts.");
    }
}
