package dev.marina.agent.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a container's image names, with all that Docker adds to a short name. It never means an image by its id: ids of other
/// tenants' images can be guessed at no cost.
///
/// @param registry host and perhaps port
/// @param version `:tag` or `@digest`
record ImageReference(String registry, String repository, String version) {

    private static final String DOCKER_HUB = "docker.io";
    private static final Pattern REPOSITORY = Pattern.compile("[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*)*");
    private static final Pattern REGISTRY = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?");
    private static final Pattern WHOLE = Pattern.compile("(?<name>[^@]+?)(?<tag>:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?<digest>@[a-z0-9]+:[0-9a-f]{32,})?");

    static Optional<ImageReference> parse(String text) {
        Matcher whole = WHOLE.matcher(text);
        if (!whole.matches()) {
            return Optional.empty();
        }
        String name = whole.group("name");
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
        String registry = named ? first : DOCKER_HUB;
        String path = named ? name.substring(slash + 1) : name;
        String repository = registry.equals(DOCKER_HUB) && !path.contains("/") ? "library/" + path : path;
        if (!REGISTRY.matcher(registry).matches() || !REPOSITORY.matcher(repository).matches()) {
            return Optional.empty();
        }
        String digest = whole.group("digest");
        String tag = whole.group("tag");
        return Optional.of(new ImageReference(registry, repository, digest != null ? digest : tag != null ? tag : ":latest"));
    }

    /// As the engine takes it.
    String complete() {
        return registry + "/" + repository + version;
    }
}
