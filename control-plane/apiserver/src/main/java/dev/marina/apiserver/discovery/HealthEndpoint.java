package dev.marina.apiserver.discovery;

import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `/healthz`, `/livez` and `/readyz` with their checks, by upstream's names; `?verbose` tells each, `?exclude=` leaves some out.
/// https://kubernetes.io/docs/reference/using-api/health-checks/
///
/// Tells nothing of a cluster that whoever asks may not know of: what is checked is the process that answers.
public final class HealthEndpoint implements ApiHandler {

    private static final Set<String> ROOTS = Set.of("healthz", "livez", "readyz");
    private static final String READY = "readyz";
    private static final String ETCD = "etcd";

    /// What has to be done before a port of this process answers at all, and is not undone while it does.
    private static final List<String> DONE = Stream.of("start-apiserver-admission-initializer", "generic-apiserver-start-informers",
            "priority-and-fairness-config-consumer", "priority-and-fairness-filter", "start-apiextensions-informers", "start-apiextensions-controllers",
            "crd-informer-synced", "start-system-namespaces-controller", "start-cluster-authentication-info-controller", "start-service-ip-repair-controllers",
            "rbac/bootstrap-roles", "scheduling/bootstrap-system-priority-classes", "priority-and-fairness-config-producer", "bootstrap-controller",
            "start-kubernetes-service-cidr-controller", "start-kube-aggregator-informers", "apiservice-status-local-available-controller",
            "apiservice-status-remote-available-controller", "apiservice-registration-controller", "apiservice-discovery-controller",
            "kube-apiserver-autoregistration").map(hook -> "poststarthook/" + hook).toList();
    private static final List<String> AFTER = List.of("autoregister-completion", "poststarthook/apiservice-openapi-controller",
            "poststarthook/apiservice-openapiv3-controller");

    private static final List<String> LIVE = checks(Stream.of("ping", "log", ETCD));
    private static final List<String> READY_TOO = checks(Stream.of("ping", "log", ETCD, "etcd-readiness", "informer-sync"));

    private final Supplier<Optional<String>> store;
    private final HealthCounts counts = new HealthCounts();

    /// @param store what is wrong with the store, if anything
    public HealthEndpoint(Supplier<Optional<String>> store) {
        this.store = store;
    }

    static boolean serves(String path) {
        return ROOTS.contains(path.substring(1).split("/", 2)[0]);
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        String[] parts = ((Target.NonResource) request.target()).path().substring(1).split("/", 2);
        List<String> checks = parts[0].equals(READY) ? READY_TOO : LIVE;
        if (parts.length == 1 || parts[1].isEmpty()) {
            return all(parts[0], checks, request);
        }
        if (!checks.contains(parts[1])) {
            return ApiResponse.pageNotFound();
        }
        Optional<String> wrong = ofTheStore(parts[1]) ? store.get() : Optional.empty();
        count(request, parts[0], Map.of(parts[1], wrong.isEmpty()));
        return wrong.map(reason -> ApiResponse.text(500, "internal server error: " + reason + "\n")).orElse(ApiResponse.text(200, "ok"));
    }

    /// `/metrics/slis` of a cluster.
    public ApiResponse slis(ApiRequest request) {
        return ApiResponse.text(200, counts.metrics(request.clusterId()));
    }

    private void count(ApiRequest request, String root, Map<String, Boolean> results) {
        request.cluster().ifPresent(cluster -> counts.count(cluster.id(), root, results));
    }

    private static List<String> checks(Stream<String> first) {
        return Stream.of(first, DONE.stream(), Stream.of("poststarthook/storage-readiness"), AFTER.stream()).flatMap(each -> each).toList();
    }

    private static boolean ofTheStore(String check) {
        return check.startsWith(ETCD) || check.endsWith("storage-readiness");
    }

    /// Why a check fails is not told to everybody who may ask whether it does. apiserver's pkg/server/healthz, handleRootHealth
    private ApiResponse all(String root, List<String> checks, ApiRequest request) {
        Set<String> excluded = new LinkedHashSet<>(request.query().all("exclude"));
        StringBuilder told = new StringBuilder();
        boolean stored = store.get().isEmpty();
        boolean failed = false;
        Map<String, Boolean> results = new LinkedHashMap<>();
        for (String check : checks) {
            if (excluded.remove(check)) {
                told.append("[+]").append(check).append(" excluded: ok\n");
                continue;
            }
            results.put(check, stored || !ofTheStore(check));
            if (ofTheStore(check) && !stored) {
                failed = true;
                told.append("[-]").append(check).append(" failed: reason withheld\n");
            } else {
                told.append("[+]").append(check).append(" ok\n");
            }
        }
        count(request, root, results);
        if (!excluded.isEmpty()) {
            told.append("warn: some health checks cannot be excluded: no matches for ")
                    .append(excluded.stream().sorted().map(name -> '"' + name + '"').collect(Collectors.joining(", "))).append('\n');
        }
        if (failed) {
            return ApiResponse.text(500, told + root + " check failed\n");
        }
        return ApiResponse.text(200, request.query().parameters().containsKey("verbose") ? told + root + " check passed\n" : "ok");
    }
}
