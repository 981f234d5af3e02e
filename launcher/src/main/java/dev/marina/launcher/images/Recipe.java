package dev.marina.launcher.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import dev.marina.launcher.component.Docker;

/// How one image is made.
public interface Recipe {
    String name();

    /// The recipe on whose image this one builds.
    default Optional<String> base() {
        return Optional.empty();
    }

    /// Everything that decides what the image holds. Another text is another image.
    String text() throws IOException;

    /// @param label to be put on the image, by which it is known later
    /// @param work an empty directory
    void build(Docker docker, String tag, String label, Path work) throws IOException, InterruptedException;
}
