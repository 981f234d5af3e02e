package dev.marina.labs.content;

/// What is wrong with a lab.
///
/// @param file below the labs' directory
/// @param field such as `steps[0].goals[1].points`, or "" for the file itself
/// @param message names the value and what would be right
public record LabProblem(String file, String field, String message) {

    @Override
    public String toString() {
        return field.isEmpty() ? "%s: %s".formatted(file, message) : "%s: %s: %s".formatted(file, field, message);
    }
}
