package dev.marina.builds;

import java.util.List;
import java.util.Map;

/// What an image is to be: files upon a base, and how it is run.
///
/// @param base such as `marina/busybox:1`
/// @param additions in their order: a later one lies upon an earlier one
/// @param changes of the base's description; what is not there stays as the base has it
record ImagePlan(String base, List<Addition> additions, Description changes) {

    /// @param from relative to the source; "." is all of it
    /// @param to absolute, in the image; one that ends with `/` is a directory that the file is put into
    record Addition(String from, String to) {}

    /// @param entrypoint empty: the base's
    /// @param command empty: the base's, unless there is an entrypoint
    /// @param environment more than the base's
    /// @param ports such as `8080/tcp`
    record Description(List<String> entrypoint, List<String> command, Map<String, String> environment, String directory, String user, List<String> ports,
            Map<String, String> labels) {

        static Description running(List<String> command, String directory, int port) {
            return new Description(List.of(), command, Map.of("PORT", Integer.toString(port)), directory, "1000", List.of(port + "/tcp"), Map.of());
        }
    }

    private static final int PORT = 8080;

    /// What is not a Dockerfile's.
    ///
    /// @param java that the program asks for, where it is Java's
    static ImagePlan of(Detection found, JavaRelease java) {
        String main = found.main();
        return switch (found.strategy()) {
            case STATIC -> {
                int slash = main.lastIndexOf('/');
                yield new ImagePlan("marina/busybox:1", List.of(new Addition(slash < 0 ? "." : main.substring(0, slash), "/srv")),
                        Description.running(List.of("httpd", "-f", "-p", Integer.toString(PORT), "-h", "/srv"), "/srv", PORT));
            }
            case JAVA -> new ImagePlan(java.image("java"), List.of(new Addition(main, "/app/" + (main.endsWith(".war") ? "app.war" : "app.jar"))),
                    Description.running(List.of("java", "-jar", "/app/" + (main.endsWith(".war") ? "app.war" : "app.jar")), "/app", PORT));
            case NODE -> new ImagePlan("marina/node:1", List.of(new Addition(".", "/app")), Description.running(List.of("node", main), "/app", PORT));
            case PYTHON -> new ImagePlan("marina/python:1", List.of(new Addition(".", "/app")), Description.running(List.of("python3", main), "/app", PORT));
            case DOCKERFILE -> throw new IllegalArgumentException("a Dockerfile says itself what is to be done");
        };
    }
}
