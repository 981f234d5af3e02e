package dev.marina.builds;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What a build is told, by the environment of its pod.
///
/// @param git URL of the source; empty: it is in `context` already
/// @param revision a branch, a tag or a commit
/// @param path of the source below its root
/// @param context directory that the source is in, or comes into
/// @param image to be pushed, without a tag, such as `localhost:8080/acme/app`
/// @param bases where images below `marina/` are: the registry's name
/// @param user as whom, and `tokenFile` with what, the registry is asked
/// @param front `host:port` at which the registry is reached from here; empty: by its own name
/// @param authorities directory with certificates of who vouches for the registry; empty: those of the system
/// @param verify whether the registry has to speak TLS and be vouched for
record BuildOrder(Optional<String> git, String revision, String path, Path context, Optional<Strategy> strategy, String image, String tag, String bases,
        String user, Path tokenFile, Optional<String> front, Optional<Path> authorities, boolean verify, Path work, Path report) {

    static BuildOrder of(Map<String, String> environment) {
        String strategy = environment.getOrDefault("BUILD_STRATEGY", "auto");
        String image = require(environment, "BUILD_IMAGE");
        return new BuildOrder(find(environment, "BUILD_GIT_URL"), environment.getOrDefault("BUILD_GIT_REVISION", ""),
                environment.getOrDefault("BUILD_PATH", ""),
                Path.of(environment.getOrDefault("BUILD_CONTEXT", "/workspace/source")),
                strategy.equals("auto")
                        ? Optional.empty()
                        : Optional.of(Strategy.find(strategy).orElseThrow(() -> new BuildFailure("the strategy %s is not known".formatted(strategy)))),
                image, require(environment, "BUILD_TAG"), image.substring(0, image.indexOf('/')), require(environment, "BUILD_USER"),
                Path.of(require(environment, "BUILD_TOKEN_FILE")), find(environment, "BUILD_FRONT"), find(environment, "BUILD_AUTHORITIES").map(Path::of),
                !environment.getOrDefault("BUILD_TLS_VERIFY", "true").equals("false"), Path.of(environment.getOrDefault("BUILD_WORK", "/workspace")),
                Path.of(environment.getOrDefault("BUILD_REPORT", "/dev/termination-log")));
    }

    private static Optional<String> find(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private static String require(Map<String, String> environment, String name) {
        return find(environment, name).orElseThrow(() -> new IllegalArgumentException(name + " is not set"));
    }
}
