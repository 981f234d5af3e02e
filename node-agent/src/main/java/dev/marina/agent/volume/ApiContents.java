package dev.marina.agent.volume;

import dev.marina.agent.pod.Fields;
import dev.marina.agent.pod.PodApi;
import dev.marina.agent.pod.PodSources;
import dev.marina.agent.pod.PodVolumes.MountFailure;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The files of volumes that are made from API objects.
final class ApiContents {

    private static final int DEFAULT_MODE = 0644;
    private static final long DEFAULT_TOKEN_SECONDS = 3600;
    private static final Duration OLDEST_TOKEN = Duration.ofHours(24);

    private record TokenKey(String podUid, String volume, String path) {}

    private record Held(PodApi.Token token, Instant issued) {}

    private final PodApi api;
    private final Clock clock;
    /// Tokens in use, so that one is asked for only when the last is getting old.
    private final Map<TokenKey, Held> tokens = new ConcurrentHashMap<>();

    ApiContents(PodApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    Map<String, FileContent> of(Pod pod, ConfigMapVolumeSource source, PodSources sources) {
        return configMap(sources, pod, source.getName(), source.getItems(), Boolean.TRUE.equals(source.getOptional()),
                mode(source.getDefaultMode(), DEFAULT_MODE));
    }

    Map<String, FileContent> of(Pod pod, SecretVolumeSource source, PodSources sources) {
        return secret(sources, pod, source.getSecretName(), source.getItems(), Boolean.TRUE.equals(source.getOptional()),
                mode(source.getDefaultMode(), DEFAULT_MODE));
    }

    Map<String, FileContent> downward(List<DownwardAPIVolumeFile> items, Integer defaultMode, Pod pod, Fields fields) {
        Map<String, FileContent> files = new TreeMap<>();
        for (DownwardAPIVolumeFile item : items) {
            String text = item.getFieldRef() != null
                    ? fields.field(item.getFieldRef().getFieldPath())
                    : fields.resource(container(pod, item.getResourceFieldRef().getContainerName()), item.getResourceFieldRef());
            files.put(item.getPath(), new FileContent(text.getBytes(StandardCharsets.UTF_8), mode(item.getMode(), mode(defaultMode, DEFAULT_MODE))));
        }
        return files;
    }

    /// @param user the machine's id of the only user whom the pod's containers run as, if there is only one
    Map<String, FileContent> of(Pod pod, String volume, ProjectedVolumeSource source, Fields fields, PodSources sources, OptionalInt user) {
        int mode = mode(source.getDefaultMode(), DEFAULT_MODE);
        Map<String, FileContent> files = new TreeMap<>();
        for (VolumeProjection projection : source.getSources()) {
            if (projection.getServiceAccountToken() != null) {
                ServiceAccountTokenProjection wanted = projection.getServiceAccountToken();
                files.put(wanted.getPath(), new FileContent(token(pod, volume, wanted).getBytes(StandardCharsets.UTF_8), tokenMode(pod, mode, user), user));
            }
            if (projection.getConfigMap() != null) {
                var map = projection.getConfigMap();
                files.putAll(configMap(sources, pod, map.getName(), map.getItems(), Boolean.TRUE.equals(map.getOptional()), mode));
            }
            if (projection.getSecret() != null) {
                var secret = projection.getSecret();
                files.putAll(secret(sources, pod, secret.getName(), secret.getItems(), Boolean.TRUE.equals(secret.getOptional()), mode));
            }
            if (projection.getDownwardAPI() != null) {
                files.putAll(downward(projection.getDownwardAPI().getItems(), mode, pod, fields));
            }
        }
        return files;
    }

    void forget(String podUid) {
        tokens.keySet().removeIf(key -> key.podUid.equals(podUid));
    }

    /// Its user's alone where there is one, or a group that may read it (kubernetes/pkg/volume/projected/projected.go); else every container must be able to,
    /// whoever it runs as.
    private static int tokenMode(Pod pod, int mode, OptionalInt user) {
        boolean grouped = pod.getSpec().getSecurityContext() != null && pod.getSpec().getSecurityContext().getFsGroup() != null;
        return grouped ? 0640 : user.isPresent() ? 0600 : mode;
    }

    private String token(Pod pod, String volume, ServiceAccountTokenProjection wanted) {
        TokenKey key = new TokenKey(pod.getMetadata().getUid(), volume, wanted.getPath());
        Held held = tokens.get(key);
        if (held == null || old(held)) {
            Instant now = clock.instant();
            PodApi.Token token = api.serviceAccountToken(pod, Optional.ofNullable(pod.getSpec().getServiceAccountName()).orElse("default"),
                    Optional.ofNullable(wanted.getAudience()).filter(audience -> !audience.isEmpty()),
                    Optional.ofNullable(wanted.getExpirationSeconds()).orElse(DEFAULT_TOKEN_SECONDS));
            held = new Held(token, now);
            tokens.put(key, held);
        }
        return held.token.value();
    }

    /// After four fifths of its life, or a day.
    private boolean old(Held held) {
        Instant now = clock.instant();
        Duration life = Duration.between(held.issued, held.token.expires());
        return now.isAfter(held.issued.plus(life.multipliedBy(4).dividedBy(5))) || now.isAfter(held.issued.plus(OLDEST_TOKEN));
    }

    private Map<String, FileContent> configMap(PodSources sources, Pod pod, String name, List<KeyToPath> items, boolean optional,
            int mode) {
        Optional<ConfigMap> map = sources.configMap(pod.getMetadata().getNamespace(), name);
        if (map.isEmpty() && !optional) {
            throw new MountFailure("configmap \"%s\" not found".formatted(name));
        }
        Map<String, byte[]> data = new TreeMap<>();
        map.map(ConfigMap::getData).orElse(Map.of()).forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
        map.map(ConfigMap::getBinaryData).orElse(Map.of()).forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
        return chosen(data, items, optional, mode, "configmap", name);
    }

    private Map<String, FileContent> secret(PodSources sources, Pod pod, String name, List<KeyToPath> items, boolean optional,
            int mode) {
        Optional<Secret> secret = sources.secret(pod.getMetadata().getNamespace(), name);
        if (secret.isEmpty() && !optional) {
            throw new MountFailure("secret \"%s\" not found".formatted(name));
        }
        Map<String, byte[]> data = new TreeMap<>();
        secret.map(Secret::getData).orElse(Map.of()).forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
        return chosen(data, items, optional, mode, "secret", name);
    }

    private static Map<String, FileContent> chosen(Map<String, byte[]> data, List<KeyToPath> items, boolean optional, int mode, String kind, String name) {
        Map<String, FileContent> files = new TreeMap<>();
        if (items == null || items.isEmpty()) {
            data.forEach((key, value) -> files.put(key, new FileContent(value, mode)));
            return files;
        }
        for (KeyToPath item : items) {
            byte[] value = data.get(item.getKey());
            if (value != null) {
                files.put(item.getPath(), new FileContent(value, mode(item.getMode(), mode)));
            } else if (!optional) {
                throw new MountFailure("references non-existent %s key: %s (%s)".formatted(kind, item.getKey(), name));
            }
        }
        return files;
    }

    private static Container container(Pod pod, String name) {
        return Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                .filter(container -> container.getName().equals(name)).findFirst()
                .orElseThrow(() -> new MountFailure("container \"%s\" not found".formatted(name)));
    }

    private static int mode(Integer mode, int otherwise) {
        return mode == null ? otherwise : mode;
    }
}
