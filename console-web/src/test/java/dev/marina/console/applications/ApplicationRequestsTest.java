package dev.marina.console.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.act.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApplicationRequestsTest {

    private static final String PATH = "/apis/apps.marina.dev/v1/namespaces/team/applications/shop";

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    private static Subject shop() throws JsonProcessingException {
        return new Subject(ApplicationRequests.GROUP, ApplicationRequests.PLURAL, "team", "shop", PATH, json("{'metadata':{'uid':'u1'}}"));
    }

    @Test
    void aOneOffCommandTakesTheApplicationsPodWithoutBeingOneOfIt() throws Exception {
        JsonNode deployment = json(
                "{'kind':'Deployment','spec':{'template':{'metadata':{'labels':{'apps.marina.dev/role':'web'}},'spec':{'containers':[{'name':'shop',"
                        + "'image':'shop:1','args':['serve'],'env':[{'name':'A','value':'b'}],'ports':[{'containerPort':80}],'readinessProbe':{},'livenessProbe':{}}]}}}}");

        ObjectNode job = ApplicationRequests.run(shop(), deployment, List.of("sh", "-c", "env"), "x1");

        JsonNode container = job.at("/spec/template/spec/containers/0");
        assertEquals("shop-run-x1", job.at("/metadata/name").asText());
        assertEquals("[\"sh\",\"-c\",\"env\"]", container.path("command").toString());
        assertEquals("b", container.at("/env/0/value").asText());
        assertFalse(container.has("args") || container.has("readinessProbe") || container.has("livenessProbe") || container.has("ports"));
        assertEquals("run", job.at("/spec/template/metadata/labels/apps.marina.dev~1role").asText(), "the Service leads to others");
        assertEquals("Never", job.at("/spec/template/spec/restartPolicy").asText());
        assertTrue(job.at("/metadata/ownerReferences/0/controller").isMissingNode());
        assertEquals("/apis/batch/v1/namespaces/team/jobs?fieldManager=marina-console", ApplicationRequests.create(shop(), job).path());
        assertEquals("web", deployment.at("/spec/template/metadata/labels/apps.marina.dev~1role").asText(), "what was read stays as it was");
    }

    @Test
    void theNameOfALongApplicationsJobIsNoLongerThanALabel() throws Exception {
        Subject longest = new Subject(ApplicationRequests.GROUP, ApplicationRequests.PLURAL, "team", "s".repeat(60), PATH, json("{}"));

        assertEquals(63, ApplicationRequests.run(longest, json("{}"), List.of("true"), "abc").at("/metadata/name").asText().length());
    }

    @Test
    void aChangeIsAMergePatchAndItsKubectlLineTheSame() throws Exception {
        ObjectNode spec = (ObjectNode) json("{'env':[{'name':'A','value':'it\\u0027s'}]}");

        assertEquals("PATCH", ApplicationRequests.change(shop(), spec).method());
        assertEquals("{\"spec\":{\"env\":[{\"name\":\"A\",\"value\":\"it's\"}]}}", ApplicationRequests.change(shop(), spec).document());
        assertEquals("kubectl patch applications.apps.marina.dev/shop -n team --type=merge -p '{\"spec\":{\"env\":[{\"name\":\"A\",\"value\":\"it'\\''s\"}]}}'",
                ApplicationRequests.kubectl(shop(), spec));
    }
}
