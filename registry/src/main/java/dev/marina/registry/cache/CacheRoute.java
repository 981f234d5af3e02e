package dev.marina.registry.cache;

import dev.marina.registry.Digest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is asked for: a manifest by its tag or digest, or a layer.
///
/// @param alias of the registry
/// @param tag empty where the digest is known
record CacheRoute(String alias, String repository, boolean manifest, Optional<Digest> digest, String tag) {

    private static final String PART = "[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*";
    private static final Pattern PATH = Pattern.compile(
            "/v2/(?<alias>[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)/(?<repository>%1$s(?:/%1$s)*)/(?<kind>manifests|blobs)/(?<what>[A-Za-z0-9_][A-Za-z0-9._:-]{0,127})"
                    .formatted(PART));
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
    private static final int LONGEST = 600;

    static Optional<CacheRoute> of(String path) {
        Matcher matcher = PATH.matcher(path);
        if (path.length() > LONGEST || !matcher.matches()) {
            return Optional.empty();
        }
        boolean manifest = matcher.group("kind").equals("manifests");
        String what = matcher.group("what");
        Optional<Digest> digest = Digest.parse(what);
        if (digest.isEmpty() && !(manifest && TAG.matcher(what).matches())) {
            return Optional.empty();
        }
        return Optional.of(new CacheRoute(matcher.group("alias"), matcher.group("repository"), manifest, digest, digest.isPresent() ? "" : what));
    }
}
