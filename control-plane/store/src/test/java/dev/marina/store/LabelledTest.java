package dev.marina.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelledTest {

    private static final ClusterId ACME = ClusterId.of(1);
    private static final ResourceVersion VERSION = new ResourceVersion(1);

    private static Stored pod(String namespace, int number, Map<String, String> labels) {
        return new Stored(new ObjectKey(ACME, Objects.PODS, namespace, "p-%05d".formatted(number)), VERSION, new byte[0],
                new Fields("", labels, Map.of(), Set.of(), Set.of(), false), new Origin("test", Cause.clock("test")), Instant.EPOCH, false);
    }

    /// A thousand pods in each of three namespaces, of a hundred apps; every fourth has a tier.
    private static Image image() {
        Image image = Image.empty(ACME, VERSION);
        for (String namespace : List.of("a", "a-b", "b")) {
            for (int i = 0; i < 1000; i++) {
                String app = "app-" + i % 100;
                image = image.with(pod(namespace, i, i % 4 == 0 ? Map.of("app", app, "tier", "web") : Map.of("app", app)), VERSION);
            }
        }
        return image;
    }

    private static List<String> names(Image image, String namespace, String afterNamespace, String afterName, LabelTerm... terms) {
        List<String> names = new ArrayList<>();
        image.labelled(Objects.PODS, namespace, afterNamespace, afterName, List.of(terms)).forEachRemaining(stored -> {
            if (namespace.isEmpty() || stored.key().namespace().equals(namespace)) {
                names.add(stored.key().path());
            }
        });
        return names;
    }

    @Test
    void thoseWithALabelAreFoundInTheirOrder() {
        assertEquals(List.of("a/p-00007", "a/p-00107", "a/p-00207", "a/p-00307", "a/p-00407", "a/p-00507", "a/p-00607", "a/p-00707", "a/p-00807", "a/p-00907"),
                names(image(), "a", "a", "", new LabelTerm("app", Set.of("app-7"))));
    }

    @Test
    void allTermsHaveToHoldAndOneOfTheValuesIsEnough() {
        LabelTerm tier = new LabelTerm("tier", Set.of());
        assertEquals(750, names(image(), "", "", "", tier).size());
        assertEquals(30, names(image(), "", "", "", tier, new LabelTerm("app", Set.of("app-8"))).size());
        assertEquals(30, names(image(), "", "", "", tier, new LabelTerm("app", Set.of("app-8", "app-9", "none"))).size());
        assertEquals(List.of(), names(image(), "", "", "", tier, new LabelTerm("app", Set.of("app-9"))));
        assertEquals(List.of(), names(image(), "", "", "", new LabelTerm("other", Set.of())));
    }

    @Test
    void itGoesOnAfterAPlace() {
        assertEquals(List.of("a-b/p-00807", "a-b/p-00907", "b/p-00007"),
                names(image(), "", "a-b", "p-00707", new LabelTerm("app", Set.of("app-7"))).subList(0, 3));
    }

    @Test
    void whatHasChangedIsFoundByItsNewLabels() {
        Image before = image();
        names(before, "a", "a", "", new LabelTerm("app", Set.of("app-7")));
        Image after = before.with(pod("a", 7, Map.of("app", "new")), VERSION);
        assertEquals(List.of("a/p-00007"), names(after, "a", "a", "", new LabelTerm("app", Set.of("new"))));
        assertEquals("a/p-00107", names(after, "a", "a", "", new LabelTerm("app", Set.of("app-7"))).getFirst());
        assertEquals("a/p-00007", names(before, "a", "a", "", new LabelTerm("app", Set.of("app-7"))).getFirst());
    }

    @Test
    void hardlyAnyOthersAreLookedAt() {
        List<Stored> looked = new ArrayList<>();
        image().labelled(Objects.PODS, "a", "a", "", List.of(new LabelTerm("app", Set.of("app-7")))).forEachRemaining(looked::add);
        assertTrue(looked.size() < 20, looked.size() + " objects were looked at for ten");
    }

    @Test
    void whatIsLeftIsCountedWithinItsNamespace() {
        Image image = image();
        assertEquals(3000, image.countAfter(Objects.PODS, "", "", ""));
        assertEquals(1000, image.countAfter(Objects.PODS, "a", "a", ""));
        assertEquals(499, image.countAfter(Objects.PODS, "a", "a", "p-00500"));
        assertEquals(1999 - 500, image.countAfter(Objects.PODS, "", "a-b", "p-00500"));
        assertEquals(0, image.countAfter(Objects.PODS, "b", "b", "p-00999"));
        assertEquals(0, image.countAfter(Objects.NAMESPACES, "", "", ""));
    }
}
