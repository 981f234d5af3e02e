package dev.marina.console.course;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.component.UI;
import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.login.LoggedIn;
import dev.marina.console.login.Person;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CoursePaneTest {

    private static final String COURSE = "GET /apis/marina.dev/v1/namespaces/shop/deployments.apps/web/course";
    private static final String ANSWER = """
            {"version":"5","complete":true,"watchers":{"count":3,"reached":2},
             "request":%s,
             "steps":[{"version":"5","time":"2026-01-31T10:00:00Z","actor":"ann","cause":"request/1","verb":"create","stage":"Request",
                       "object":{"group":"apps","resource":"deployments","namespace":"shop","name":"web"}},
                      {"version":"6","time":"2026-01-31T10:00:01Z","because":"5","afterMicros":1500,"hidden":true},
                      {"version":"9","time":"2026-01-31T10:00:02Z","because":"6","afterMicros":2500,"actor":"system:node:n1","cause":"change/6","verb":"update",
                       "stage":"Node","reached":["ContainerReady web","Ready"],"object":{"group":"","resource":"pods","namespace":"shop","name":"web-1"}}]}""";
    private static final String RECORDED = """
            {"recorded":true,"user":"ann","proof":"LoginToken","micros":1234,"stages":[{"stage":"Authentication","micros":10,"message":"ann"},
             {"stage":"MutatingAdmission","name":"ServiceAccount","micros":200,"difference":[{"path":"spec.serviceAccountName","after":"default"}]}]}""";

    private FakeCluster cluster;
    private FakePlatform platform;
    private CoursePane pane;
    private ClusterApi api;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster().on(COURSE, 200, ANSWER.formatted(RECORDED));
        platform = new FakePlatform(cluster);
        Person ann = LoggedIn.in(platform, platform.open(), "ann@acme.test");
        api = new ClusterApi(platform.console().http(), ann, "acme", "web");
        pane = new CoursePane();
        UI.getCurrent().add(pane);
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private void about() {
        pane.about(UI.getCurrent(), api, new ClusterRef("acme", "web"), new ObjectAddress("apps", "deployments", "shop", "web"));
    }

    private void await(Predicate<String> words) throws Exception {
        FakePlatform.await(() -> words.test(pane.getElement().getTextRecursively()));
    }

    @Test
    void stationsTheirTimesAndWhatFollowedAreTold() throws Exception {
        about();
        assertFalse(cluster.asked.stream().anyMatch(each -> each.contains("/course")), "nobody looks at it");
        pane.open(true);
        await(words -> words.contains("Admission, may change: ServiceAccount"));
        String words = pane.getElement().getTextRecursively();
        assertTrue(words.contains("0.200 ms") && words.contains("a login token") && words.contains("because of 2, 2.5 ms later"), words);
        assertTrue(words.contains("container web passes its probe") && words.contains("3 watch objects of this kind now, and 2 of them"), words);
    }

    @Test
    void whatIsNotRecordedIsSaidToBeAbsent() throws Exception {
        cluster.on(COURSE, 200, ANSWER.formatted("{\"recorded\":false,\"reason\":\"NotKept\"}"));
        pane.open(true);
        about();
        await(words -> words.contains("How it passed the server is not kept"));
    }

    @Test
    void aRefusalIsShown() throws Exception {
        cluster.on(COURSE, 403, "{\"kind\":\"Status\",\"message\":\"cannot get deployments\"}");
        pane.open(true);
        about();
        await(words -> words.contains("cannot get deployments"));
    }
}
