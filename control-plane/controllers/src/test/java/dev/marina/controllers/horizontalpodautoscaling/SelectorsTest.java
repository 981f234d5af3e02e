package dev.marina.controllers.horizontalpodautoscaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.testing.Samples;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectorsTest {

    private static final LabelSelector WEB = new LabelSelectorBuilder().withMatchLabels(Samples.WEB).build();
    private static final ClusterKey ONE = new ClusterKey(ClusterId.of(1), "default", "one");
    private static final ClusterKey TWO = new ClusterKey(ClusterId.of(1), "default", "two");
    private static final List<Pod> PODS = List.of(Samples.pod("web-a"));

    private final Selectors selectors = new Selectors();

    @Test
    void onlyThoseOfTheSameNamespaceOfTheSameClusterMeet() {
        selectors.put(ONE, WEB);
        selectors.put(new ClusterKey(ClusterId.of(1), "elsewhere", "two"), WEB);
        selectors.put(new ClusterKey(ClusterId.of(2), "default", "two"), WEB);
        assertEquals(List.of("default/one"), selectors.taking(ONE, PODS));
        selectors.put(TWO, WEB);
        assertEquals(List.of("default/one", "default/two"), selectors.taking(ONE, PODS));
        assertEquals(List.of(), selectors.taking(ONE, List.of()));
    }

    @Test
    void whatIsGoneIsForgotten() {
        selectors.put(ONE, WEB);
        selectors.put(TWO, WEB);
        selectors.remove(TWO);
        selectors.remove(TWO);
        assertEquals(List.of("default/one"), selectors.taking(ONE, PODS));
        selectors.forget(ClusterId.of(1));
        assertEquals(List.of(), selectors.taking(ONE, PODS));
    }

    @Test
    void aSelectorIsShownAsAQuery() {
        LabelSelector selector = new LabelSelectorBuilder().addToMatchLabels("app", "web")
                .addNewMatchExpression().withKey("tier").withOperator("In").withValues("front", "back").endMatchExpression()
                .addNewMatchExpression().withKey("x").withOperator("NotIn").withValues("1").endMatchExpression()
                .addNewMatchExpression().withKey("y").withOperator("Exists").endMatchExpression()
                .addNewMatchExpression().withKey("z").withOperator("DoesNotExist").endMatchExpression().build();
        assertEquals("!z,app=web,tier in (back,front),x notin (1),y", Selectors.text(selector));
        assertEquals("", Selectors.text(new LabelSelector()));
    }
}
