package dev.marina.apiserver.cel;

import dev.cel.common.CelValidationException;
import java.util.regex.Pattern;

/// Why an expression cannot be compiled, in the words of upstream's compiler.
final class CompilationErrors {

    /// What the parser itself objects to, which upstream says so. cel-go's parser/errors.go
    private static final Pattern SYNTAX = Pattern.compile(
            "(ERROR: <input>:[0-9]+:[0-9]+: )(?=token recognition error|mismatched input|extraneous input|no viable alternative|missing )");

    private CompilationErrors() {}

    static String text(CelValidationException failure) {
        return SYNTAX.matcher(failure.getMessage()).replaceAll("$1Syntax error: ");
    }
}
