package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourcesReadOnceTest {

    private static final Secret SECRET = new SecretBuilder().withNewMetadata().withName("key").endMetadata().build();

    private final RecordingPodApi api = new RecordingPodApi();

    @Test
    void whatIsThereAndWhatIsNotAreReadOnce() {
        api.secrets.put("key", SECRET);
        PodSources sources = new SourcesReadOnce(api);

        for (int time = 0; time < 2; time++) {
            assertEquals(Optional.of(SECRET), sources.secret("default", "key"));
            assertEquals(Optional.empty(), sources.configMap("default", "key"));
        }

        assertEquals(List.of("secret/key", "configmap/key"), api.reads);
    }

    @Test
    void anObjectOfAnotherNamespaceIsAnother() {
        PodSources sources = new SourcesReadOnce(api);

        sources.secret("default", "key");
        sources.secret("other", "key");

        assertEquals(2, api.reads.size());
    }

    @Test
    void aReadThatFailedIsTriedAgain() {
        PodSources once = new SourcesReadOnce(new PodSources() {
            private int reads;

            @Override
            public Optional<ConfigMap> configMap(String namespace, String name) {
                return Optional.empty();
            }

            @Override
            public Optional<Secret> secret(String namespace, String name) {
                if (reads++ == 0) {
                    throw new IllegalStateException("no answer");
                }
                return Optional.of(SECRET);
            }
        });

        assertThrows(IllegalStateException.class, () -> once.secret("default", "key"));
        assertEquals(Optional.of(SECRET), once.secret("default", "key"));
    }
}
