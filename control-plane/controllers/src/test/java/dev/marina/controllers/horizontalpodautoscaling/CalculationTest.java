package dev.marina.controllers.horizontalpodautoscaling;

import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.CPU_80;
import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.calculation;
import static dev.marina.controllers.horizontalpodautoscaling.Autoscalers.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.controllers.horizontalpodautoscaling.Autoscalers.Measurements;
import dev.marina.controllers.horizontalpodautoscaling.Calculation.Measured;
import dev.marina.controllers.horizontalpodautoscaling.Metrics.NoMetrics;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTargetBuilder;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CalculationTest {

    private final Measurements measurements = new Measurements();

    @Test
    void utilizationIsAPartOfWhatPodsAskFor() {
        measurements.pod("a", 900).pod("b", 700);
        Measured measured = calculation(2, List.of(pod("a"), pod("b")), measurements).of(CPU_80);
        assertEquals(4, measured.replicas());
        assertEquals(160, measured.status().getResource().getCurrent().getAverageUtilization());
        assertEquals("800m", measured.status().getResource().getCurrent().getAverageValue().toString());
    }

    @Test
    void aTenthMoreOrLessIsLeftAlone() {
        assertEquals(1, calculation(1, List.of(pod("a")), measurements.pod("a", 440)).of(CPU_80).replicas());
        assertEquals(2, calculation(1, List.of(pod("a")), measurements.pod("a", 445)).of(CPU_80).replicas());
        assertEquals(1, calculation(1, List.of(pod("a")), measurements.pod("a", 360)).of(CPU_80).replicas());
    }

    /// On the way down they are taken for busy: two at 10 % and two at 100 % are 55 %.
    @Test
    void podsWithoutMeasurementHoldASetThatShrinksBack() {
        List<Pod> four = pods(4);
        measurements.pod("web-0", 50).pod("web-1", 50);
        assertEquals(3, calculation(4, four, measurements).of(CPU_80).replicas());
        measurements.pod("web-0", 300).pod("web-1", 300);
        assertEquals(4, calculation(4, four, measurements).of(CPU_80).replicas());
    }

    /// On the way up they are taken for idle, and so are those that are not ready.
    @Test
    void podsOfWhichNothingIsKnownHoldASetThatGrowsBack() {
        measurements.pod("web-0", 1000).pod("web-1", 1000);
        assertEquals(5, calculation(2, pods(2), measurements).of(CPU_80).replicas());
        assertEquals(5, calculation(4, pods(4), measurements).of(CPU_80).replicas());
        Pod pending = new PodBuilder(pod("web-9")).editStatus().withPhase("Pending").endStatus().build();
        assertEquals(5, calculation(3, Stream.concat(pods(2).stream(), Stream.of(pending)).toList(), measurements).of(CPU_80).replicas());
        measurements.pod("web-0", 500).pod("web-1", 500);
        assertEquals(4, calculation(4, pods(4), measurements).of(CPU_80).replicas());
    }

    @Test
    void valuesOfPodsAreAveraged() {
        MetricSpec memory = new MetricSpecBuilder().withType("Resource").withNewResource().withName("memory").withTarget(average("100Mi"))
                .endResource().build();
        measurements.pod("web-0", 150L * 1024 * 1024 * 1000).pod("web-1", 250L * 1024 * 1024 * 1000);
        Measured measured = calculation(2, pods(2), measurements).of(memory);
        assertEquals(4, measured.replicas());
        assertEquals("200Mi", measured.status().getResource().getCurrent().getAverageValue().toString());

        MetricSpec rate = new MetricSpecBuilder().withType("Pods").withNewPods().withNewMetric().withName("requests").endMetric().withTarget(average("10"))
                .endPods().build();
        measurements.pod("web-0", 30_000).pod("web-1", 30_000);
        assertEquals(6, calculation(2, pods(2), measurements).of(rate).replicas());
        assertEquals("30", calculation(2, pods(2), measurements).of(rate).status().getPods().getCurrent().getAverageValue().toString());
    }

    @Test
    void oneValueForAllIsForThoseThatAreReadyOrForEach() {
        Pod unready = new PodBuilder(pod("web-9")).editStatus().editFirstCondition().withStatus("False").endCondition().endStatus().build();
        List<Pod> three = Stream.concat(pods(2).stream(), Stream.of(unready)).toList();
        measurements.whole(30_000);
        MetricTarget value = new MetricTargetBuilder().withType("Value").withValue(new Quantity("10")).build();
        assertEquals(6, calculation(3, three, measurements).of(external(value)).replicas());
        assertEquals("30", calculation(3, three, measurements).of(external(value)).status().getExternal().getCurrent().getValue().toString());
        Measured share = calculation(2, three, measurements).of(external(average("5")));
        assertEquals(6, share.replicas());
        assertEquals("15", share.status().getExternal().getCurrent().getAverageValue().toString());
        assertEquals(3, calculation(3, three, measurements.whole(16_000)).of(external(average("5"))).replicas());

        MetricSpec object = new MetricSpecBuilder().withType("Object").withNewObject().withNewDescribedObject("v1", "Service", "web").withNewMetric()
                .withName("requests").endMetric().withTarget(value).endObject().build();
        Measured seen = calculation(2, pods(2), measurements.whole(10_500)).of(object);
        assertEquals(2, seen.replicas());
        assertEquals("Service 10500m", seen.status().getObject().getDescribedObject().getKind() + " " + seen.status().getObject().getCurrent().getValue());
    }

    @Test
    void enormousValuesAreEnormousNumbers() {
        measurements.whole(Long.MAX_VALUE);
        assertEquals(Integer.MAX_VALUE, calculation(2, pods(2), measurements).of(external(average("1m"))).replicas());
    }

    @Test
    void whyThereIsNoAnswerIsSaid() {
        assertEquals("no pods returned by selector while calculating replica count", failure(List.of(), CPU_80));
        assertEquals("did not receive metrics for targeted pods (pods might be unready)", failure(pods(1), CPU_80));
        measurements.pod("web-0", 1);
        MetricSpec other = new MetricSpecBuilder(CPU_80).editResource().withName("memory").endResource().build();
        assertEquals("missing request for memory in container web of Pod web-0", failure(pods(1), other));
        Pod free = new PodBuilder(pod("web-0")).editSpec().editFirstContainer().editResources().addToRequests("cpu", new Quantity("0")).endResources()
                .endContainer().endSpec().build();
        assertEquals("no metrics returned matched known pods", failure(List.of(free), CPU_80));
    }

    private String failure(List<Pod> pods, MetricSpec metric) {
        return assertThrows(NoMetrics.class, () -> calculation(1, pods, measurements).of(metric)).getMessage();
    }

    private static List<Pod> pods(int count) {
        return IntStream.range(0, count).mapToObj(i -> pod("web-" + i)).toList();
    }

    private static MetricTarget average(String value) {
        return new MetricTargetBuilder().withType("AverageValue").withAverageValue(new Quantity(value)).build();
    }

    private static MetricSpec external(MetricTarget target) {
        return new MetricSpecBuilder().withType("External").withNewExternal().withNewMetric().withName("waiting").endMetric().withTarget(target).endExternal()
                .build();
    }
}
