package dev.marina.labs.asking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.endpoint.LabelSelector;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.tunnel.NodeAgents;
import dev.marina.labs.asking.InsideRequests.Answer;
import dev.marina.labs.content.Condition.What;
import dev.marina.labs.content.Filling;
import dev.marina.labs.content.Texts;
import dev.marina.labs.fetch.PodLog;
import dev.marina.labs.grading.Sight;
import dev.marina.labs.run.Asking;
import dev.marina.model.tunnel.OutsideAnswer;
import dev.marina.store.ClusterStore;
import dev.marina.store.Stored;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Asks through the API server, as the grader.
public final class ApiAsking implements Asking, PodLog {

    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupVersionResource POD_METRICS = new GroupVersionResource("metrics.k8s.io", "v1beta1", "pods");
    private static final int MOST_PODS = 5;
    private static final int MOST_MEASURED = 50;
    private static final int SHOWN = 120;
    private static final int HTTP_OK = 200;

    private final InsideRequests requests;
    private final OutsideRequests outside;
    private final ClusterStore store;

    public ApiAsking(ApiHandler chain, ClusterStore store, NodeAgents agents) {
        this.requests = new InsideRequests(chain, store);
        this.outside = new OutsideRequests(agents, store);
        this.store = store;
    }

    @Override
    public Optional<String> read(Call call, String namespace, String pod, int mostBytes) {
        Answer answer = requests.get(call, "pods", namespace, pod, "log", "limitBytes=" + mostBytes, mostBytes);
        return answer.status() == 200 ? Optional.of(answer.text()) : Optional.empty();
    }

    @Override
    public Sight printed(Call call, What.Printed printed, Filling filling) {
        String namespace = filling.values().get(Filling.NAMESPACE);
        Pattern pattern = Pattern.compile(filling.text(printed.matches()), Pattern.MULTILINE);
        String container = printed.container().isEmpty() ? "" : "&container=" + URLEncoder.encode(filling.text(printed.container()), StandardCharsets.UTF_8);
        List<String> pods = pods(call, namespace, filling.text(printed.selector()), _ -> true, MOST_PODS);
        String last = "";
        for (String pod : pods) {
            Answer answer = requests.get(call, "pods", namespace, pod, "log", "tailLines=2000&limitBytes=" + InsideRequests.MOST_BYTES + container);
            Matcher found = pattern.matcher(answer.text());
            if (found.find()) {
                return Sight.of(true,
                        new Texts("Pod %s has printed: %s".formatted(pod, shown(found.group())), "Pod %s 输出了：%s".formatted(pod, shown(found.group()))));
            }
            last = answer.refusal();
        }
        if (pods.isEmpty()) {
            return Sight.of(false, new Texts("No pod is there whose log could be read.", "没有可以读取日志的 Pod。"));
        }
        String names = String.join(", ", pods);
        return Sight.of(false, last.isEmpty()
                ? new Texts("What is looked for is not in the log of %s.".formatted(names), "%s 的日志里还没有要找的内容。".formatted(names))
                : new Texts("The log of %s cannot be read: %s".formatted(names, last), "无法读取 %s 的日志：%s".formatted(names, last)));
    }

    private List<String> pods(Call call, String namespace, String selector, Predicate<Stored> taken, int most) {
        LabelSelector wanted = LabelSelector.parse(selector);
        try (Stream<Stored> pods = store.image(call.cluster()).list(PODS, namespace)) {
            return pods.filter(pod -> !pod.opaque() && wanted.matches(pod.fields().labels()) && taken.test(pod)).map(pod -> pod.key().name()).limit(most)
                    .toList();
        }
    }

    @Override
    public Sight answers(Call call, What.Answers asked, Filling filling) {
        boolean service = !asked.service().isEmpty();
        String name = filling.text(service ? asked.service() : asked.pod());
        String whole = name + ":" + filling.text(asked.port());
        String path = filling.text(asked.path());
        String contains = filling.text(asked.contains());
        Answer answer = requests.get(call, service ? "services" : "pods", filling.values().get(Filling.NAMESPACE), whole,
                "proxy" + (path.startsWith("/") ? path : "/" + path), "");
        boolean good = answer.status() >= 200 && answer.status() < 400;
        boolean right = good && answer.text().contains(contains);
        if (!good) {
            String why = answer.refusal().isEmpty() ? answer.status() + " " + shown(answer.text()) : answer.refusal();
            return Sight.of(false, new Texts("%s does not answer as it should: %s".formatted(whole, why), "%s 没有正常应答：%s".formatted(whole, why)));
        }
        String text = shown(answer.text());
        return Sight.of(right, new Texts("%s answers: %s".formatted(whole, text), "%s 的应答：%s".formatted(whole, text)));
    }

    @Override
    public Sight reached(Call call, What.Reached reached, Filling filling) {
        What.Reached asked = new What.Reached(filling.text(reached.service()), filling.text(reached.port()), filling.text(reached.host()),
                filling.text(reached.path()), filling.text(reached.contains()), reached.tcp());
        OutsideTarget target = asked.service().isEmpty()
                ? new OutsideTarget.AtNodes(OutsideTarget.ENTRANCE)
                : OutsideTarget.of(service(call, filling, asked.service()), asked.service(), asked.port());
        if (target instanceof OutsideTarget.Nowhere(Texts why)) {
            return Sight.of(false, why);
        }
        String name = asked.service().isEmpty() ? asked.host() : asked.service() + ":" + asked.port();
        OutsideAnswer answer = outside.ask(call, target, asked);
        boolean good = answer.failed() == null && (asked.tcp() || answer.status() >= 200 && answer.status() < 400);
        if (!good) {
            String why = answer.failed() == null ? answer.status() + " " + shown(answer.body()) : answer.failed();
            return Sight.of(false, new Texts("From outside, %s does not answer as it should: %s".formatted(name, why),
                    "从外部访问，%s 没有正常应答：%s".formatted(name, why)));
        }
        String text = asked.tcp() ? "a connection is taken" : shown(answer.body());
        return Sight.of(answer.body().contains(asked.contains()), new Texts("From outside, %s answers: %s".formatted(name, text),
                "从外部访问，%s 的应答：%s".formatted(name, asked.tcp() ? "接受连接" : text)));
    }

    private JsonNode service(Call call, Filling filling, String name) {
        return store.image(call.cluster()).find(new ObjectKey(call.cluster(), SERVICES, filling.values().get(Filling.NAMESPACE), name))
                .filter(stored -> !stored.opaque()).<JsonNode>map(stored -> Document.parse(stored.bytes()).root()).orElse(MissingNode.getInstance());
    }

    @Override
    public Sight uses(Call call, What.Uses uses, Filling filling) {
        String namespace = filling.values().get(Filling.NAMESPACE);
        What.Uses asked = new What.Uses(filling.text(uses.selector()), filling.text(uses.container()), uses.resource(), uses.together(),
                filling.text(uses.atLeast()), filling.text(uses.atMost()));
        List<String> running = pods(call, namespace, asked.selector(), pod -> "Running".equals(pod.fields().selectable().get("status.phase")), MOST_MEASURED);
        Answer answer = requests.list(call, POD_METRICS, namespace, "labelSelector=" + URLEncoder.encode(asked.selector(), StandardCharsets.UTF_8));
        if (answer.status() != HTTP_OK) {
            String why = answer.refusal().isEmpty() ? answer.status() + " " + shown(answer.text()) : answer.refusal();
            return Sight.of(false, new Texts("What pods use cannot be read: %s".formatted(why), "无法读取 Pod 的用量：%s".formatted(why)));
        }
        try {
            return MeasuredPods.of(Document.mapper().readTree(answer.text()), running, asked.resource(), asked.container()).sight(asked);
        } catch (JsonProcessingException e) {
            // It was cut: there are more pods than one goal looks at.
            return Sight.of(false, new Texts("There are more pods than can be measured at once.", "Pod 太多，无法一次测量。"));
        }
    }

    private static String shown(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
