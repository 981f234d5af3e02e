package dev.marina.agent.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.agent.runtime.ContainerImages.Login;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A Secret that a pod pulls its images with.
///
/// @param logins by the registry that they are for, as the Secret writes it
public record PullSecret(String namespace, String name, String uid, Map<String, Login> logins) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Empty when the Secret is of another type or says nothing that can be read.
    public static Optional<PullSecret> of(Secret secret) {
        Map<String, String> data = Optional.ofNullable(secret.getData()).orElse(Map.of());
        try {
            JsonNode entries = switch (String.valueOf(secret.getType())) {
                case "kubernetes.io/dockerconfigjson" -> json(data.get(".dockerconfigjson")).path("auths");
                case "kubernetes.io/dockercfg" -> json(data.get(".dockercfg"));
                default -> JSON.missingNode();
            };
            Map<String, Login> logins = new LinkedHashMap<>();
            entries.properties().forEach(entry -> login(entry.getValue()).ifPresent(login -> logins.put(entry.getKey(), login)));
            return logins.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new PullSecret(secret.getMetadata().getNamespace(), secret.getMetadata().getName(),
                            String.valueOf(secret.getMetadata().getUid()), logins));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static JsonNode json(String encoded) throws IOException {
        return encoded == null ? JSON.missingNode() : JSON.readTree(Base64.getDecoder().decode(encoded));
    }

    private static Optional<Login> login(JsonNode entry) {
        String user = entry.path("username").asText();
        String password = entry.path("password").asText();
        String token = entry.path("identitytoken").asText();
        if (!entry.path("auth").asText().isEmpty()) {
            String both = new String(Base64.getDecoder().decode(entry.path("auth").asText()), StandardCharsets.UTF_8);
            int colon = both.indexOf(':');
            if (colon > 0) {
                user = both.substring(0, colon);
                password = both.substring(colon + 1).replaceAll("\0+$", "");
            }
        }
        return user.isEmpty() && token.isEmpty() ? Optional.empty() : Optional.of(new Login(user, password, token));
    }

    /// The login for the image's registry; that for the longest path wins.
    Optional<Login> login(ImageReference image) {
        return logins.entrySet().stream().filter(entry -> covers(plain(entry.getKey()), image))
                .max(Comparator.comparingInt(entry -> plain(entry.getKey()).length())).map(Map.Entry::getValue);
    }

    private static String plain(String registry) {
        return registry.replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "").replaceFirst("/$", "").replaceFirst("^(index|registry-1)\\.docker\\.io",
                "docker.io");
    }

    /// A `*` in the host's name stands for one label or part of it.
    private static boolean covers(String entry, ImageReference image) {
        int slash = entry.indexOf('/');
        String host = slash < 0 ? entry : entry.substring(0, slash);
        String path = slash < 0 ? "" : entry.substring(slash + 1);
        Pattern hosts = Pattern.compile(("\\Q" + host.replace("*", "\\E[^.:]*\\Q") + "\\E"));
        return hosts.matcher(image.registry()).matches() && (path.isEmpty() || image.repository().equals(path) || image.repository().startsWith(path + "/"));
    }
}
