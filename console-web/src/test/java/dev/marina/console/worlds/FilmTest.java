package dev.marina.console.worlds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilmTest {

    static final String ANSWER = """
            {"status":{"complete":true,"seconds":30,"objects":[
               {"group":"apps","resource":"deployments","namespace":"shop","name":"web"},
               {"group":"apps","resource":"replicasets","namespace":"shop","of":0,"number":1,"a":"web-1","b":"web-1"},
               {"group":"","resource":"pods","namespace":"shop","of":1,"number":1,"a":"web-1-x","b":"web-1-x"},
               {"group":"","resource":"nodes","name":"n1","before":{"ready":"True"}}],
             "moments":[
               {"second":0,"apart":[2],"a":[{"version":"4","verb":"create","by":"ann","object":0,"state":{"replicas":1}},
                  {"version":"5","verb":"create","by":"system:serviceaccount:kube-system:replicaset-controller","object":2,"state":{"phase":"Pending"}},
                  {"version":"6","verb":"update","by":"system:kube-scheduler","object":2,"state":{"phase":"Pending","node":"n1"}}],
                "b":[{"version":"5","verb":"create","by":"system:serviceaccount:kube-system:replicaset-controller","object":2,"state":{"phase":"Pending"}},
                  {"version":"6","hidden":true}]},
               {"second":4,"apart":[2],"a":[{"version":"9","verb":"update","by":"system:node:n1","object":2,"state":{"phase":"Running","ready":"True","node":"n1"}}],"b":[]},
               {"second":9,"apart":[],"a":[{"version":"10","verb":"delete","by":"ann","object":2}],"b":[{"version":"8","verb":"delete","by":"ann","object":2}]}],
             "parting":{"second":0,"object":2,"a":{"chain":[{"version":"6","time":"2026-11-30T00:00:00Z","actor":"system:kube-scheduler","cause":"change/5","verb":"update",
                "object":{"group":"","resource":"pods","namespace":"shop","name":"web-1-x"},"difference":[{"path":"spec.nodeName","after":"n1"}]}],"waiting":[],"refused":[]},
                "b":{"chain":[],"waiting":[{"object":{"group":"","resource":"pods","namespace":"shop","name":"web-1-x"},"reasons":[{"reason":"SchedulerHeldUp"}]}],
                "refused":[{"second":0,"object":{"group":"","resource":"pods","namespace":"shop","name":"web-1-x"},"message":"Cannot evict pod"}]}},
             "ends":[{"object":1,"a":{"replicas":1,"readyReplicas":1},"b":{"replicas":1},"difference":[{"path":"status.readyReplicas","before":1}]}],
             "worlds":{"a":{"manifests":[{"kind":"Deployment","name":"web","applied":true}],"refused":[]},
                "b":{"manifests":[{"kind":"Secret","name":"key","applied":false,"message":"secrets is forbidden"}],"refused":[]}}}}""";

    private static Film film() throws Exception {
        return Film.of(new ObjectMapper().readTree(ANSWER));
    }

    @Test
    void everySecondIsAsTheChangesBeforeLeftIt() throws Exception {
        Film film = film();
        assertEquals("n1", film.at(3, 0).get(2).path("node").asText());
        assertEquals("", film.at(3, 1).get(2).path("node").asText());
        assertTrue(film.at(4, 0).get(2).path("ready").asText().equals("True") && film.at(30, 0).get(2) == null);
        assertEquals(Set.of(0, 2, 3), film.at(0, 0).keySet());
        assertEquals(Set.of(2), film.apart(5));
        assertEquals(Set.of(), film.apart(20));
    }

    @Test
    void oneStepsFromChangeToChange() throws Exception {
        assertEquals(List.of(4, 9, 30), List.of(film().next(0, true), film().next(4, true), film().next(9, true)));
        assertEquals(List.of(4, 0, 0), List.of(film().next(9, false), film().next(4, false), film().next(0, false)));
    }

    @Test
    void whatIsRefusedIsToldOfEachWorld() throws Exception {
        assertEquals(List.of(), film().refused().getFirst());
        assertEquals("secrets is forbidden", film().refused().getLast().getFirst().message());
    }
}
