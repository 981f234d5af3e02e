package dev.marina.launcher.component;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.marina.launcher.process.Command;

/// The Docker Engine that this machine has, from 20.10 (Debian 12) on, and what is to be said to it differently for that.
///
/// @param help what `dockerd --help` prints: the options that it takes
public record DockerRelease(String version, String help) {
    /// The agent speaks 1.41, which 20.10 knows as its newest; from 29 on the engine must be told that it may still.
    public static final Map<String, String> VARIABLES = Map.of("DOCKER_MIN_API_VERSION", "1.41");

    /// The first release with images in containerd, which is the default from 29 on.
    private static final int CONTAINERD_IMAGES = 24;

    public static DockerRelease ofMachine() throws IOException, InterruptedException {
        return of(Command.of("dockerd", "--version").require(), Command.of("dockerd", "--help").require());
    }

    /// @param version such as `Docker version 20.10.24+dfsg1, build 297e128`
    static DockerRelease of(String version, String help) {
        String[] words = version.strip().split("[ ,]+");
        return new DockerRelease(words.length > 2 ? words[2] : "unknown", help);
    }

    public List<String> options() {
        List<String> options = new ArrayList<>();
        // Up to 24 the engine makes itself nearly immortal unless told not to; later ones leave it alone and know no such option.
        if (help.contains("--oom-score-adjust")) {
            options.add("--oom-score-adjust=0");
        }
        return options;
    }

    /// Layers in the engine's own overlay directories, whose size can be limited per container.
    public String config() {
        return major() >= CONTAINERD_IMAGES ? "{\"features\": {\"containerd-snapshotter\": false}}\n" : "{}\n";
    }

    private int major() {
        String digits = version.replaceFirst("[^0-9].*$", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
}
