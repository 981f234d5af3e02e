package dev.marina.builds;

import java.io.IOException;
import java.nio.file.Path;

/// Images to build on, by their names in a Dockerfile.
interface Bases {

    /// `scratch` is the image of nothing.
    String NOTHING = "scratch";

    BaseDescription describe(String name) throws IOException, InterruptedException;

    /// @param into a directory that is made
    OciImage fetch(String name, Path into) throws IOException, InterruptedException;
}
