package dev.marina.builds;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is done in a stage, one after the other.
sealed interface Step {

    int line();

    /// @param environment all of it
    /// @param user as the Dockerfile says it; "" for root
    /// @param caches directories that are not part of the image
    record Run(int line, List<String> command, Map<String, String> environment, String user, String directory, List<String> caches) implements Step {}

    /// @param stage empty: from the source; else the stage's or image's name
    /// @param to absolute; one that ends with `/` is a directory
    /// @param owner "" for root
    record Copy(int line, Optional<String> stage, List<String> from, String to, String owner, String mode) implements Step {}

    /// A directory that has to be there.
    record Directory(int line, String path) implements Step {}
}
