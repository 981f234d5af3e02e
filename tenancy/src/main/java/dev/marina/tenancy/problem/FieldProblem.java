package dev.marina.tenancy.problem;

/// What is wrong with one field of a request.
///
/// @param value what was given; null where repeating it would disclose a secret, or where nothing was given
/// @param expected what would be right, as a sentence
public record FieldProblem(String field, String value, String expected) {}
