package dev.marina.builds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
/// @param runner where commands of the source are run; empty: nowhere
/// @param arguments for the Dockerfile
/// @param cache which one has what commands fetch, by a name; empty: none stays for other builds
/// @param fresh whether layers of other builds are not used
/// @param verify whether the registry has to speak TLS and be vouched for
record BuildOrder(Optional<String> git, String revision, String path, Path context, Optional<Strategy> strategy, String image, String tag, String bases,
        String user, Path tokenFile, Optional<String> front, Optional<Path> authorities, boolean verify, Path work, Path report,
        Optional<InetSocketAddress> runner, Map<String, String> arguments, Repositories repositories, Optional<String> cache, boolean fresh) {

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
                Path.of(environment.getOrDefault("BUILD_REPORT", "/dev/termination-log")),
                find(environment, "BUILD_RUNNER").map(BuildOrder::address), texts(environment, "BUILD_ARGUMENTS"),
                new Repositories(texts(environment, "BUILD_REPOSITORIES")), find(environment, "BUILD_CACHE"),
                environment.getOrDefault("BUILD_FRESH", "false").equals("true"));
    }

    /// Whose repositories the image is among.
    String tenant() {
        return image.substring(bases.length() + 1).split("/")[0];
    }

    /// What commands meet that no Dockerfile says: what was made of other packages, or with somebody's cache, is another layer.
    List<String> surroundings() {
        List<String> words = new ArrayList<>(List.of(cache.orElse("")));
        new TreeMap<>(repositories.urls()).forEach((kind, url) -> words.addAll(List.of(kind, url)));
        return words;
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static Map<String, String> texts(Map<String, String> environment, String name) {
        try {
            return new ObjectMapper().readValue(environment.getOrDefault(name, "{}"), new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(name + " is no object of texts", e);
        }
    }

    private static Optional<String> find(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private static String require(Map<String, String> environment, String name) {
        return find(environment, name).orElseThrow(() -> new IllegalArgumentException(name + " is not set"));
    }
}
