package dev.marina.registry.gate;

import dev.marina.registry.Digest;
import dev.marina.registry.RepositoryName;
import dev.marina.registry.token.RegistryToken.Action;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a request asks for. https://github.com/opencontainers/distribution-spec/blob/main/spec.md
sealed interface Route {

    /// Whether there is a registry, and whether the token is good.
    record Version() implements Route {}

    /// A manifest, a layer, the tags, how far an upload is.
    record Read(RepositoryName repository) implements Route {}

    /// @param mounted a layer of another repository that this one is to have too
    /// @param from that repository
    record StartUpload(RepositoryName repository, Optional<Digest> mounted, Optional<RepositoryName> from) implements Route {}

    record Append(RepositoryName repository, String upload) implements Route {}

    /// @param digest of the whole
    record Finish(RepositoryName repository, String upload, Digest digest) implements Route {}

    record PutManifest(RepositoryName repository) implements Route {}

    record DeleteManifest(RepositoryName repository) implements Route {}

    /// Nothing that this registry has.
    record Unknown() implements Route {}

    Pattern SHAPE = Pattern.compile("/v2/(?<name>.+)/(?:manifests/(?<reference>[A-Za-z0-9_+.:-]{1,200})|blobs/(?<digest>sha256:[0-9a-f]{64})"
            + "|(?<tags>tags/list)|blobs/uploads/(?<upload>[0-9A-Za-z_=-]{0,128}))");

    /// @param path as it came, without escapes: no name of the registry's needs any
    /// @param query as it came, or null
    static Route of(String method, String path, String query) {
        if (path.equals("/v2/") || path.equals("/v2")) {
            return reads(method) ? new Version() : new Unknown();
        }
        Matcher found = SHAPE.matcher(path);
        Optional<RepositoryName> name = found.matches() ? RepositoryName.parse(found.group("name")) : Optional.empty();
        if (name.isEmpty()) {
            return new Unknown();
        }
        RepositoryName repository = name.get();
        if (found.group("upload") != null) {
            return upload(method, repository, found.group("upload"), parameters(query));
        }
        if (reads(method)) {
            return new Read(repository);
        }
        boolean manifest = found.group("reference") != null;
        return switch (method) {
            case "PUT" -> manifest ? new PutManifest(repository) : new Unknown();
            case "DELETE" -> manifest ? new DeleteManifest(repository) : new Unknown();
            default -> new Unknown();
        };
    }

    private static Route upload(String method, RepositoryName repository, String upload, Map<String, String> parameters) {
        Optional<Digest> digest = Digest.parse(parameters.get("digest"));
        if (upload.isEmpty()) {
            return method.equals("POST")
                    ? new StartUpload(repository, Digest.parse(parameters.get("mount")), RepositoryName.parse(parameters.getOrDefault("from", "")))
                    : new Unknown();
        }
        return switch (method) {
            case "GET", "HEAD" -> new Read(repository);
            case "PATCH" -> new Append(repository, upload);
            case "PUT" -> digest.<Route>map(whole -> new Finish(repository, upload, whole)).orElse(new Unknown());
            default -> new Unknown();
        };
    }

    private static boolean reads(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    /// Empty: of no repository.
    default Optional<RepositoryName> of() {
        return switch (this) {
            case Version _, Unknown _ -> Optional.empty();
            case Read(RepositoryName repository) -> Optional.of(repository);
            case StartUpload(RepositoryName repository, Optional<Digest> _, Optional<RepositoryName> _) -> Optional.of(repository);
            case Append(RepositoryName repository, String _) -> Optional.of(repository);
            case Finish(RepositoryName repository, String _, Digest _) -> Optional.of(repository);
            case PutManifest(RepositoryName repository) -> Optional.of(repository);
            case DeleteManifest(RepositoryName repository) -> Optional.of(repository);
        };
    }

    /// What a token has to allow, as the registry itself asks for it.
    default List<Action> needs() {
        return switch (this) {
            case Version _, Unknown _ -> List.of();
            case Read _ -> List.of(Action.PULL);
            case StartUpload _, Append _, Finish _, PutManifest _ -> List.of(Action.PULL, Action.PUSH);
            case DeleteManifest _ -> List.of(Action.DELETE);
        };
    }

    default boolean writes() {
        return switch (this) {
            case StartUpload _, Append _, Finish _, PutManifest _, DeleteManifest _ -> true;
            case Version _, Read _, Unknown _ -> false;
        };
    }
}
