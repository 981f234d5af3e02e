package dev.marina.labs.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ResourceVersion;
import dev.marina.labs.content.Act;
import dev.marina.labs.content.Condition;
import dev.marina.labs.content.Condition.History;
import dev.marina.labs.content.Condition.What;
import dev.marina.labs.content.Filling;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A goal about what somebody may do: by what the cluster would decide, and never by how the roles are written.
class AccessCheckTest {

    private static final Filling FILLING = new Filling(Map.of("namespace", "lab-x", "who", "lin"));
    private static final Act LIST = new Act("list", "pods", "", "", "", "");
    private static final Act DELETE = new Act("delete", "pods", "", "", "", "");
    private static final Act ELSEWHERE = new Act("list", "pods", "", "", "", "${namespace}-dev");

    private final Set<String> allowed = new HashSet<>();
    private final Set<String> asked = new HashSet<>();

    private Sight check(What.Permits permits) {
        Access access = (_, user, groups, namespace, act) -> {
            asked.add("%s %s %s %s".formatted(user, groups, namespace, act.verb()));
            return allowed.contains(namespace + " " + act.verb());
        };
        ConditionCheck check = new ConditionCheck(_ -> Optional.empty(), access, FILLING, ResourceVersion.NONE, Map.of());
        return check.check(new Condition(permits, new History.Now(), Optional.empty()), new ClusterState(null, Map.of()));
    }

    @Test
    void whatHasToBeAllowedIsAndWhatMustNotIsNot() {
        What.Permits permits = new What.Permits("${who}", "", List.of("team"), "", List.of(LIST), List.of(DELETE, ELSEWHERE));
        assertEquals("lin in namespace lab-x may not yet: list pods.", check(permits).sees().en());
        allowed.addAll(List.of("lab-x list", "lab-x delete", "lab-x-dev list"));
        Sight excess = check(permits);
        assertEquals("lin in namespace lab-x may, but should not: delete pods, list pods in lab-x-dev.", excess.sees().en());
        assertEquals("1 of 3", "%d of %d".formatted(excess.there(), excess.wanted()));
        allowed.removeAll(List.of("lab-x delete", "lab-x-dev list"));
        assertEquals(true, check(permits).holds());
        assertEquals(Set.of("lin [team] lab-x list", "lin [team] lab-x delete", "lin [team] lab-x-dev list"), asked);
    }

    @Test
    void aServiceAccountIsOneOfTheRunsNamespaceWithItsGroups() {
        check(new What.Permits("", "robot", List.of(), "*", List.of(LIST), List.of()));
        assertEquals(Set.of("system:serviceaccount:lab-x:robot [system:serviceaccounts, system:serviceaccounts:lab-x]  list"), asked);
    }
}
