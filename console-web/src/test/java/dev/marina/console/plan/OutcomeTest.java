package dev.marina.console.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.why.Actor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    static final String ANSWER = """
            {"status":{"complete":false,"message":"stopped after 5000 changes","manifests":[
               {"kind":"Deployment","namespace":"shop","name":"web","applied":true,"version":"10"},
               {"kind":"Secret","namespace":"shop","name":"key","applied":false,"message":"secrets is forbidden"}],
             "objects":[
               {"verb":"create","object":{"group":"apps","resource":"deployments","namespace":"shop","name":"web"},"by":"ann","version":"10","changes":3},
               {"verb":"create","object":{"group":"apps","resource":"replicasets","namespace":"shop","name":"web-1"},
                "by":"system:serviceaccount:kube-system:deployment-controller","version":"11","because":"10","changes":2},
               {"verb":"create","object":{"group":"","resource":"pods","namespace":"shop","name":"web-1-x"},
                "by":"system:serviceaccount:kube-system:replicaset-controller","version":"14","because":"13","changes":2}],
             "changes":[
               {"version":"10","object":{"group":"apps","resource":"deployments","namespace":"shop","name":"web"}},
               {"version":"11","object":{"group":"apps","resource":"replicasets","namespace":"shop","name":"web-1"}},
               {"version":"12","hidden":true},
               {"version":"13","object":{"group":"apps","resource":"replicasets","namespace":"shop","name":"web-1"}}],
             "waiting":[{"object":{"group":"","resource":"pods","namespace":"shop","name":"web-1-x"},"reasons":[{"reason":"NoNodeFits","nodes":2}]}],
             "events":[{"type":"Warning","reason":"FailedScheduling","message":"0/2","object":{"kind":"Pod","name":"web-1-x"}}],
             "notAsked":["validatingwebhookconfigurations/x"]}}""";

    @Test
    void eachObjectStandsBelowTheOneWhoseChangeCausedIt() throws Exception {
        Outcome outcome = Outcome.of(new ObjectMapper().readTree(ANSWER));
        assertFalse(outcome.complete());
        Outcome.Branch web = outcome.tree().getFirst();
        assertEquals(1, outcome.tree().size());
        assertEquals("web-1", web.followed().getFirst().change().object().name());
        assertEquals("web-1-x", web.followed().getFirst().followed().getFirst().change().object().name());
        assertEquals("secrets is forbidden", outcome.manifests().getLast().refusal());
        assertEquals("NoNodeFits", outcome.waiting().getFirst().reasons().getFirst().reason());
    }

    private static Outcome.Change change(String name, String because) {
        return new Outcome.Change("update", address(name), Actor.of("ann"), because.isEmpty() ? Optional.empty() : Optional.of(address(because)), 1);
    }

    private static ObjectAddress address(String name) {
        return new ObjectAddress("", "pods", "shop", name);
    }

    @Test
    void whatCausesItselfInARingStandsOnce() {
        List<Outcome.Branch> tree = Outcome.tree(List.of(change("a", "b"), change("b", "a"), change("c", "c"), change("d", "a")));
        assertEquals(4, count(tree));
    }

    private static int count(List<Outcome.Branch> tree) {
        return tree.stream().mapToInt(branch -> 1 + count(branch.followed())).sum();
    }
}
