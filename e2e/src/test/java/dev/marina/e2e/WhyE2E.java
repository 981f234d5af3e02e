package dev.marina.e2e;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Set-ups that are broken in one thing each: the page says which, and what it proposes first, tried and applied by its buttons, mends it.
@Order(7)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhyE2E {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final double A_LOOK_MILLIS = 15_000;
    private static final String READY = "get deployment %s -o jsonpath={.status.readyReplicas}";
    private static final String SERVED = "get endpointslices -l kubernetes.io/service-name=%s -o jsonpath={.items[*].endpoints[*].conditions.ready}";

    private Marina marina;
    private Tenant tenant;
    private Chromium chromium;
    private Page page;

    @BeforeAll
    void open(Marina given) {
        marina = given;
        tenant = marina.signUp("whys").awaitReady();
        tenant.awaitNodes(2);
        make(deployment("web", "", "", ""));
        make("---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}\n");
        tenant.kubectl("rollout", "status", "deployment/web", "--timeout=180s").succeeded();
        chromium = new Chromium(marina);
        page = chromium.of(tenant, "en-US");
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    private void make(String manifest) {
        tenant.kubectlWithInput(manifest, "create", "-f", "-").succeeded();
    }

    /// @param spec more of the Deployment's
    /// @param pod more of its pods'
    /// @param container more of their container's
    private static String deployment(String name, String spec, String pod, String container) {
        return """
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  replicas: 1%2$s
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      terminationGracePeriodSeconds: 1%3$s
                      containers:
                      - {name: main, image: 'marina/busybox:1', command: [sleep, '3600'], ports: [{name: http, containerPort: 8080}]%4$s}
                """.formatted(name, line(2, spec), line(6, pod), container);
    }

    private static String line(int indent, String yaml) {
        return yaml.isEmpty() ? "" : "\n" + " ".repeat(indent) + yaml;
    }

    private static String service(String name, String selector, String port) {
        return "---\n{apiVersion: v1, kind: Service, metadata: {name: %s}, spec: {selector: {%s}, ports: [{port: 80, targetPort: %s}]}}\n".formatted(name,
                selector,
                port);
    }

    private static Arguments pod(String name, String manifest, String words) {
        return Arguments.of(name, manifest, "pods", words, READY, "1");
    }

    static Stream<Arguments> setUps() {
        return Stream.of(
                pod("much", deployment("much", "", "", ", resources: {requests: {cpu: '64'}}"), "Ask for less cpu"),
                pod("label", deployment("label", "", "nodeSelector: {disk: ssd}", ""), "None of the 2 nodes takes it."),
                pod("affine", deployment("affine", "",
                        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: Exists}]}]}}}",
                        ""), "None of the 2 nodes takes it."),
                pod("alone", deployment("alone", "",
                        "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: nobody}}}]}}",
                        ""), "None of the 2 nodes takes it."),
                pod("key", deployment("key", "", "", ", env: [{name: C, valueFrom: {configMapKeyRef: {name: settings, key: color}}}]"),
                        "Take key colour of ConfigMap settings instead of color"),
                pod("probed", deployment("probed", "", "", ", readinessProbe: {tcpSocket: {port: 9090}, periodSeconds: 1}")
                        .replace("[sleep, '3600']", "[httpd, -f, -p, '8080', -h, /tmp]"), "Ask port http instead of 9090"),
                pod("without", deployment("without", "", "", ", envFrom: [{secretRef: {name: nowhere}}]"), "Go without Secret nowhere"),
                Arguments.of("value", service("value", "app: wbe", "8080"), "core/v1/services", "Select app=web instead of wbe", SERVED, "true"),
                Arguments.of("renamed", service("renamed", "run: web", "8080"), "core/v1/services", "Select app=web instead of run=web", SERVED, "true"),
                Arguments.of("port", service("port", "app: web", "htpp"), "core/v1/services", "Lead to the pods' port http instead of htpp",
                        "get service %s -o jsonpath={.spec.ports[0].targetPort}", "http"),
                Arguments.of("held", deployment("held", "paused: true", "", ""), "apps/v1/deployments", "Let it go on", READY, "1"),
                Arguments.of("gated", """
                        ---
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: gated, labels: {app: gated}}
                        spec: {schedulingGates: [{name: example.org/wait}], containers: [{name: main, image: 'marina/busybox:1', command: [sleep, '3600']}]}
                        """, "pods", "Take its gates off", "get pod %s -o jsonpath={.status.phase}", "Running"),
                Arguments.of("ending", """
                        ---
                        {apiVersion: v1, kind: ConfigMap, metadata: {name: ending, finalizers: [example.org/keep]}}
                        """, "core/v1/configmaps", "Take off example.org/keep", "get configmap %s --ignore-not-found -o name", ""),
                pod("late", """
                        ---
                        apiVersion: marina.dev/v1
                        kind: Fault
                        metadata: {name: late}
                        spec: {type: ControllerSlowed, controllers: [scheduler], delayMillis: 8000, seconds: 600}
                        """ + deployment("late", "", "", "").replace("replicas: 1", "replicas: 6"), "is slowed to one pod in 8000 ms"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("setUps")
    void theCauseIsNamedAndWhatIsProposedMendsIt(String name, String manifest, String kind, String words, String looked, String mended) {
        make(manifest);
        if (name.equals("ending")) {
            tenant.kubectl("delete", "configmap", name, "--wait=false").succeeded();
        }
        // who waits for a slow scheduler may have a node before the page is there: then it is another's turn
        Await.until("the page says: " + words, SOON, () -> says(kind, name, words), Boolean.TRUE::equals);
        page.locator("vaadin-button:not([disabled]):has-text('%s')".formatted(name.equals("late") ? "Let it go on" : "See what it would change")).first()
                .click();
        page.locator("vaadin-button:not([disabled]):has-text('Apply')").first().click();

        List<String> look = List.of(looked.formatted(name).split(" "));
        String expected = name.equals("late") ? "6" : mended;
        Await.until(name + " is mended", SOON, () -> tenant.kubectl(look.toArray(String[]::new)).output().trim(), expected::equals);
        tenant.kubectl("delete", "deployment,pod,service", "-l", "app=" + name, "--wait=false").succeeded();
        tenant.kubectl("delete", "deployment", name, "--ignore-not-found", "--wait=false").succeeded();
    }

    private boolean says(String kind, String name, String words) {
        page.navigate(marina.cluster(tenant) + "/k/" + path(kind, name) + "?tab=why");
        try {
            page.getByText(words).first().waitFor(new Locator.WaitForOptions().setTimeout(A_LOOK_MILLIS));
            return true;
        } catch (TimeoutError _) {
            return false;
        }
    }

    private String path(String kind, String name) {
        if (!kind.equals("pods")) {
            return kind + "/default/" + name;
        }
        String waiting = name.equals("late") ? "--field-selector=spec.nodeName=" : "--field-selector=metadata.namespace=default";
        return "core/v1/pods/default/" + Await.until("there is a pod", SOON,
                () -> tenant.kubectl("get", "pods", "-l", "app=" + name, waiting, "-o", "jsonpath={.items[*].metadata.name}").succeeded().output().trim(),
                pods -> !pods.isEmpty()).split(" ")[0];
    }
}
