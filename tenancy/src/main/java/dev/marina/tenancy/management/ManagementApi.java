package dev.marina.tenancy.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;

/// How the management cluster is asked: with the client of a kubeconfig that comes and changes while this runs, within what
/// [ControlPlaneCalls] allows, and with what it refuses told as problems of the REST API.
final class ManagementApi implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ATTEMPTS = 10;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration A_MOMENT = Duration.ofSeconds(1);
    private static final Pattern EXCEEDED = Pattern.compile(
            "exceeded quota: plan, requested: (?<resource>\\w+)=(?<requested>\\S+), used: \\w+=(?<used>\\S+), limited: \\w+=(?<limit>\\S+)");
    /// Where a Cluster has what its audit records.
    private static final String AUDIT = "spec.audit.";
    private static final Map<String, String> REST_FIELDS = Map.ofEntries(Map.entry("metadata.name", "name"), Map.entry("spec.replicas", "nodes"),
            Map.entry("spec.cluster", "cluster"), Map.entry("spec.schedule", "schedule"), Map.entry("spec.timeZone", "timeZone"),
            Map.entry("spec.keep", "keep"),
            Map.entry("spec.keepDays", "keepDays"), Map.entry("spec.labels", "labels"), Map.entry("spec.autoscaling.min", "minNodes"),
            Map.entry("spec.autoscaling.max", "maxNodes"), Map.entry("spec.autoscaling.idleMinutes", "idleMinutes"),
            Map.entry("spec.repairMinutes", "repairMinutes"), Map.entry("spec.runtime", "runtime"), Map.entry("spec.subnet", "subnet"),
            Map.entry("spec.network.backend", "backend"), Map.entry("spec.network.bgp", "bgp"));
    private static final Pattern TAINTS = Pattern.compile("spec\\.taints\\[\\d+]\\..*");

    private final Path kubeconfig;
    private final ControlPlaneCalls calls;
    /// Guarded by this; made when the file has appeared, made anew when it changed.
    private KubernetesClient client;
    private String clientOf = "";

    ManagementApi(Path kubeconfig, ControlPlaneCalls calls) {
        this.kubeconfig = kubeconfig;
        this.calls = calls;
    }

    /// Reads and writes until nobody wrote in between.
    static <T> T unlessChanged(Supplier<T> change) {
        KubernetesClientException last = null;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            try {
                return change.get();
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409) {
                    throw e;
                }
                last = e;
            }
        }
        throw ProblemException.unavailable("The control plane", last);
    }

    <T> T ask(Function<KubernetesClient, T> question) {
        try {
            return calls.ask(() -> question.apply(client()));
        } catch (KubernetesClientException e) {
            throw translated(e);
        } catch (FaultToleranceException e) {
            throw ProblemException.unavailable("The control plane", e);
        }
    }

    /// The JSON at a path; empty where nothing is there.
    Optional<JsonNode> read(String path) {
        return ask(client -> Optional.ofNullable(client.raw(base(client) + path))).map(ManagementApi::parsed);
    }

    private static JsonNode parsed(String answer) {
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProblemException translated(KubernetesClientException e) {
        String message = message(e);
        return new ProblemException(switch (e.getCode()) {
            case 403 -> exceeded(message).orElseGet(() -> unavailable("The control plane does not let the platform do this"));
            case 400 -> new Problem.Invalid(List.of(new FieldProblem("", null, message)));
            case 422 -> new Problem.Unprocessable(message, causes(e.getStatus()));
            case 404 -> new Problem.NotFound(e.getStatus() == null ? "such object" : message);
            case 410 -> new Problem.Gone(message, causes(e.getStatus()));
            case 429 -> new Problem.TooManyRequests(A_MOMENT);
            // It answers, and says what it waits for.
            case 503 -> unavailable(e.getStatus() == null ? "The control plane does not answer" : message);
            default -> unavailable("The control plane does not answer");
        }, e);
    }

    /// What the server said, where it said something.
    static String message(KubernetesClientException e) {
        return e.getStatus() == null || e.getStatus().getMessage() == null ? e.getMessage() : e.getStatus().getMessage();
    }

    /// By the names that the REST API has for them, where it has one.
    static List<FieldProblem> causes(Status status) {
        if (status == null || status.getDetails() == null || status.getDetails().getCauses() == null) {
            return List.of();
        }
        return status.getDetails().getCauses().stream()
                .map(cause -> new FieldProblem(restField(String.valueOf(cause.getField())), null, cause.getMessage())).toList();
    }

    private static String restField(String field) {
        if (TAINTS.matcher(field).matches()) {
            return "taints";
        }
        return REST_FIELDS.getOrDefault(field, field.startsWith(AUDIT) ? field.substring(AUDIT.length()).replace("retention.", "") : field);
    }

    private static Problem unavailable(String detail) {
        return new Problem.Unavailable(detail, SOON);
    }

    /// What the admission of clusters and node pools says of the tenant's plan.
    static Optional<Problem> exceeded(String message) {
        Matcher found = EXCEEDED.matcher(message);
        return found.find()
                ? Optional.of(new Problem.QuotaExceeded(found.group("resource"), found.group("requested"), found.group("used"), found.group("limit")))
                : Optional.empty();
    }

    private synchronized KubernetesClient client() {
        String text;
        try {
            text = Files.readString(kubeconfig);
        } catch (NoSuchFileException e) {
            throw new KubernetesClientException("the control plane has not written " + kubeconfig + " yet", e);
        } catch (IOException e) {
            throw new KubernetesClientException("cannot read " + kubeconfig, e);
        }
        if (!text.equals(clientOf)) {
            close();
            // The client takes a PKCS#8 key for an RSA one unless told otherwise.
            Config config = new ConfigBuilder(Config.fromKubeconfig(text)).withClientKeyAlgo("EC").withRequestTimeout(10_000).withConnectionTimeout(2_000)
                    .withRequestRetryBackoffLimit(2).build();
            client = new KubernetesClientBuilder().withConfig(config).build();
            clientOf = text;
        }
        return client;
    }

    /// The server's address, to which a path can be added.
    static String base(KubernetesClient client) {
        String url = client.getMasterUrl().toString();
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
