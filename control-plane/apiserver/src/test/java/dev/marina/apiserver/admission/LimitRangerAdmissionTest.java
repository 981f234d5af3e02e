package dev.marina.apiserver.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitRangerAdmissionTest {

    private static Document json(String text) {
        return Document.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Document pod(String resources) {
        return json("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{'containers':[{'name':'main','resources':%s}]}}".formatted(resources));
    }

    @Test
    void whatAContainerLeavesOutIsFilledInAndTold() {
        Document range = json("{'spec':{'limits':[{'type':'Container','default':{'memory':'1Gi','cpu':'1'},'defaultRequest':{'cpu':'100m'}}]}}");

        Document filled = LimitRangerAdmission.withDefaults(pod("{'limits':{'cpu':'2'}}"), range);

        assertEquals(json("{'limits':{'cpu':'2','memory':'1Gi'},'requests':{'cpu':'100m'}}").root(), filled.at("spec", "containers").get(0).path("resources"));
        assertEquals("LimitRanger plugin set: cpu request for container main; memory limit for container main",
                filled.annotations().get("kubernetes.io/limit-ranger"));
    }

    @Test
    void whoNamesAllIsLeftAlone() {
        Document range = json("{'spec':{'limits':[{'type':'Container','default':{'cpu':'1'}}]}}");

        assertFalse(LimitRangerAdmission.withDefaults(pod("{'limits':{'cpu':'2'}}"), range).has("metadata", "annotations"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{'type':'Container','min':{'cpu':'100m'}} | {} | minimum cpu usage per Container is 100m.  No request is specified",
            "{'type':'Container','min':{'cpu':'100m'}} | {'requests':{'cpu':'50m'}} | minimum cpu usage per Container is 100m, but request is 50m",
            "{'type':'Container','min':{'cpu':'100m'}} | {'requests':{'cpu':'0.1'}} |",
            "{'type':'Container','max':{'memory':'1Gi'}} | {} | maximum memory usage per Container is 1Gi.  No limit is specified",
            "{'type':'Container','max':{'memory':'1Gi'}} | {'limits':{'memory':'2Gi'}} | maximum memory usage per Container is 1Gi, but limit is 2Gi",
            "{'type':'Container','max':{'memory':'1Gi'}} | {'limits':{'memory':'1024Mi'}} |",
            "{'type':'Container','maxLimitRequestRatio':{'cpu':'2'}} | {'requests':{'cpu':'100m'},'limits':{'cpu':'300m'}} | cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000",
            "{'type':'Container','maxLimitRequestRatio':{'cpu':'2'}} | {'limits':{'cpu':'300m'}} | cpu max limit to request ratio per Container is 2, but no request is specified or request is 0",
            "{'type':'Pod','max':{'cpu':'1'}} | {'limits':{'cpu':'2'}} | maximum cpu usage per Pod is 1, but limit is 2",
            "{'type':'PersistentVolumeClaim','max':{'storage':'1Gi'}} | {} |"})
    void boundsAreHeldInUpstreamsWords(String limit, String resources, String expected) {
        assertEquals(expected == null ? List.of() : List.of(expected), LimitBounds.broken(json(limit).root(), pod(resources)));
    }

    @Test
    void aPodIsAsLargeAsAnInitContainerWithTheSidecarsBeforeIt() {
        Document pod = json("{'kind':'Pod','spec':{'initContainers':[{'name':'s','restartPolicy':'Always','resources':{'limits':{'cpu':'1'}}},"
                + "{'name':'i','resources':{'limits':{'cpu':'3'}}}],'containers':[{'name':'c','resources':{'limits':{'cpu':'1'}}}]}}");

        assertEquals(List.of("maximum cpu usage per Pod is 3, but limit is 4"), LimitBounds.broken(json("{'type':'Pod','max':{'cpu':'3'}}").root(), pod));
    }

    @Test
    void aClaimMayNotBeLarger() {
        Document claim = json("{'kind':'PersistentVolumeClaim','spec':{'resources':{'requests':{'storage':'2Gi'}}}}");

        assertEquals(List.of("maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi"),
                LimitBounds.broken(json("{'type':'PersistentVolumeClaim','max':{'storage':'1Gi'}}").root(), claim));
    }
}
