package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelaxationTest {

    /// Copies of the pod for each of its constraints would not fit into memory.
    @Test
    void aPodOfAnyNumberOfConstraintsIsCopiedAFewTimesOnly() {
        Map<String, String> selector = IntStream.range(0, 20_000).boxed().collect(Collectors.toMap(i -> "key-" + i, i -> "v"));
        Pod pod = new PodBuilder().withNewMetadata().withName("a").withNamespace("default").endMetadata().withNewSpec().withNodeSelector(selector).endSpec()
                .build();

        assertEquals(Relaxation.MOST, Relaxation.of(pod, List.of()).size());
    }
}
