package io.reverseip.hashgenerator.command;

/** In which form a subcommand tells its result. */
enum OutputForm {
    TEXT,
    JSON
}
