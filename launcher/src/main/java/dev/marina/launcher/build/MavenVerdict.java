package dev.marina.launcher.build;

/// How a build ended that goes on behind what fails: by what Maven says last. Good is only what it calls so.
public final class MavenVerdict {

    /// The tests of a module run though those of one that it needs have failed. With `--fail-at-end` they would be left out.
    public static final String FAIL_NEVER = "--fail-never";
    private static final String SUCCESS = "[INFO] BUILD SUCCESS";
    private static final String FAILURE = "[INFO] BUILD FAILURE";
    /// org.apache.maven.cli.MavenCli
    private static final String IGNORED = "[INFO] Build failures were ignored.";

    private boolean success;
    private boolean failure;

    void read(String line) {
        switch (line.strip()) {
            case SUCCESS -> success = true;
            case FAILURE, IGNORED -> failure = true;
            default -> {
                // what the build itself says
            }
        }
    }

    boolean good(int code) {
        return code == 0 && success && !failure;
    }
}
