package dev.marina.console.why;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.console.cluster.ObjectAddress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodChangeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static Owner deployment(String spec) {
        return new Owner(new ObjectAddress("apps", "deployments", "shop", "web"), "/apis/apps/v1/namespaces/shop/deployments/web",
                json("{'metadata':{'uid':'u1'},'spec':{'template':{'spec':%s}}}".formatted(spec)), "/spec/template/spec");
    }

    private static Owner pod(String spec) {
        return new Owner(new ObjectAddress("", "pods", "shop", "web"), "/api/v1/namespaces/shop/pods/web",
                json("{'metadata':{'uid':'u1'},'spec':%s}".formatted(spec)), "/spec");
    }

    /// Its operations but for the first, which holds it to this very object.
    private static List<String> operations(Owner owner, String change) {
        Remedy remedy = PodChange.of(owner, json(change)).orElseThrow();
        assertEquals(json("{'op':'test','path':'/metadata/uid','value':'u1'}"), remedy.patch().get(0));
        return remedy.patch().valueStream().skip(1).map(each -> "%s %s %s".formatted(each.path("op").asText(), each.path("path").asText(),
                each.path("value").isMissingNode() ? "" : each.path("value").toString()).trim().replace('"', '\'')).toList();
    }

    private static final String LESS = "{'constraint':'requests','change':'lower','resource':'cpu','from':'3000m','to':'2000m'}";

    @Test
    void lessIsAskedForByTheContainerThatAsksForMost() {
        Owner owner = deployment("{'containers':[{'resources':{'requests':{'cpu':'500m'}}},{'resources':{'requests':{'cpu':'2500m'}}}]}");
        String place = "/spec/template/spec/containers/1/resources/requests/cpu";
        assertEquals(List.of("test %s '2500m'".formatted(place), "replace %s '1500m'".formatted(place)), operations(owner, LESS));
    }

    @Test
    void whatAnInitContainerAsksForIsLoweredToo() {
        Owner owner = deployment(
                "{'initContainers':[{'resources':{'requests':{'cpu':'3'}}}],'containers':[{'resources':{'requests':{'cpu':'3'}}}]}");
        assertTrue(operations(owner, LESS).contains("replace /spec/template/spec/initContainers/0/resources/requests/cpu '2000m'"));
    }

    @Test
    void aResourceThatCannotBeOvercommittedKeepsItsLimitAtItsRequest() {
        Owner owner = deployment("{'containers':[{'resources':{'requests':{'example.org/gpu':'4'},'limits':{'example.org/gpu':'4'}}}]}");
        List<String> operations = operations(owner, "{'constraint':'requests','resource':'example.org/gpu','from':'4','to':'1'}");
        assertTrue(operations.contains("replace /spec/template/spec/containers/0/resources/limits/example.org~1gpu '1'"), operations::toString);
    }

    @Test
    void noSingleContainerAsksForSoMuch() {
        Owner owner = deployment("{'containers':[{'resources':{'requests':{'cpu':'900m'}}},{'resources':{'requests':{'cpu':'900m'}}}]}");
        assertEquals(Optional.empty(), PodChange.of(owner, json("{'constraint':'requests','resource':'cpu','from':'1800m','to':'100m'}")));
    }

    @Test
    void aPodOfNobodyIsResized() {
        Remedy remedy = PodChange.of(pod("{'containers':[{'resources':{'requests':{'cpu':'3'}}}]}"), json(LESS)).orElseThrow();
        assertEquals("/api/v1/namespaces/shop/pods/web/resize?dryRun=All&fieldManager=marina-console", remedy.dryRun());
        assertEquals("patch pods/resize in shop", remedy.permission().text());
    }

    @Test
    void aTaintIsTolerated() {
        String change = "{'constraint':'tolerations','change':'add','key':'gpu','effect':'NoSchedule'}";
        assertEquals(List.of("add /spec/tolerations [{'key':'gpu','operator':'Exists','effect':'NoSchedule'}]"), operations(pod("{}"), change));
        assertEquals(List.of("add /spec/tolerations/- {'key':'gpu','operator':'Exists','effect':'NoSchedule'}"),
                operations(pod("{'tolerations':[]}"), change));
    }

    @Test
    void aSelectorsKeyMayHaveASlash() {
        assertEquals(List.of("test /spec/nodeSelector/example.org~1disk 'ssd'", "remove /spec/nodeSelector/example.org~1disk"),
                operations(pod("{'nodeSelector':{'example.org/disk':'ssd'}}"), "{'constraint':'nodeSelector','key':'example.org/disk','value':'ssd'}"));
    }

    @Test
    void whatTheObjectDoesNotSayCannotBeTakenAway() {
        assertEquals(Optional.empty(), PodChange.of(deployment("{}"), json("{'constraint':'nodeSelector','key':'disk','value':'ssd'}")));
        assertEquals(Optional.empty(), PodChange.of(deployment("{'volumes':[]}"), json("{'constraint':'volumes','volume':'data'}")));
        assertEquals(Optional.empty(), PodChange.of(deployment("{}"), json("{'constraint':'somethingNew'}")));
    }

    @Test
    void aVolumeGoesWithItsMountsFromTheLastOn() {
        Owner owner = pod("{'volumes':[{'name':'a'},{'name':'data'}],"
                + "'containers':[{'volumeMounts':[{'name':'data','mountPath':'/a'},{'name':'a','mountPath':'/b'},{'name':'data','mountPath':'/c'}]}]}");
        assertEquals(List.of("remove /spec/containers/0/volumeMounts/2", "remove /spec/containers/0/volumeMounts/0", "remove /spec/volumes/1"),
                operations(owner, "{'constraint':'volumes','volume':'data'}").stream().filter(each -> each.startsWith("remove")).toList());
    }

    @Test
    void aHostPortIsFoundByContainerAndNumber() {
        Owner owner = pod("{'containers':[{'name':'a','ports':[{'hostPort':80}]},{'name':'b','ports':[{'containerPort':1},{'hostPort':80}]}]}");
        assertTrue(operations(owner, "{'constraint':'hostPort','container':'b','hostPort':80}").contains("remove /spec/containers/1/ports/1/hostPort"));
    }

    @Test
    void aNodeIsUncordoned() {
        Remedy remedy = PodChange.uncordon(json("{'metadata':{'name':'n1','uid':'u'},'spec':{'unschedulable':true}}"));
        assertEquals("/api/v1/nodes/n1", remedy.path());
        assertEquals(json("{'op':'replace','path':'/spec/unschedulable','value':false}"), remedy.patch().get(2));
    }
}
