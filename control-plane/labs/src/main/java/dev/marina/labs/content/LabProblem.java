package dev.marina.labs.content;

/// What is wrong with a lab.
///
/// @param file below the labs' directory
/// @param line of the field, the first being 1; 0 where it is not known
/// @param field such as `steps[0].goals[1].points`, or "" for the file itself
/// @param message names the value and what would be right
public record LabProblem(String file, int line, String field, String message) {

    LabProblem(String file, String field, String message) {
        this(file, 0, field, message);
    }

    @Override
    public String toString() {
        String place = line == 0 ? file : file + ":" + line;
        return field.isEmpty() ? "%s: %s".formatted(place, message) : "%s: %s: %s".formatted(place, field, message);
    }
}
