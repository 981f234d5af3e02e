package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.ingress.ProxyRoute.RoutePolicies;
import dev.marina.controllers.ingress.ProxyRoute.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Follows includes from a root to all of its routes (computeRoutes in Contour's httpproxy_processor.go). How far is bounded: HTTPProxies
/// that include each other twice make twice as many routes with each step.
final class ProxyIncludes {

    /// Routes and includes of all virtual hosts together.
    private static final int MOST_STEPS = 2_000;
    private static final int DEEPEST = 32;

    private final ProxyWorld world;
    private final ProxyRouteReading reading;
    private final Function<GatewayObject, ProxyCondition> conditions;
    private final Set<String> included;
    private int steps;

    ProxyIncludes(ProxyWorld world, ProxyRouteReading reading, Function<GatewayObject, ProxyCondition> conditions, Set<String> included) {
        this.world = world;
        this.reading = reading;
        this.conditions = conditions;
        this.included = included;
    }

    private static final class TooMany extends Exception {
        TooMany() {
            super("too many routes", null, false, false);
        }
    }

    /// Empty where there are more than one entrance serves, which is told.
    Optional<List<ProxyRoute>> routes(GatewayObject root, boolean tls) {
        int before = steps;
        try {
            List<ProxyRoute> all = new ArrayList<>();
            follow(root, List.of(), List.of(), tls, all);
            return Optional.of(all);
        } catch (TooMany _) {
            steps = before;
            conditions.apply(root).error("IncludeError", "TooLarge",
                    "one entrance serves %d routes and includes, %d of them one in the other; this virtual host has more than other ones leave", MOST_STEPS,
                    DEEPEST);
            return Optional.empty();
        }
    }

    private void step(List<GatewayObject> visited) throws TooMany {
        if (++steps > MOST_STEPS || visited.size() > DEEPEST) {
            throw new TooMany();
        }
    }

    private void follow(GatewayObject proxy, List<JsonNode> above, List<GatewayObject> before, boolean tls, List<ProxyRoute> all) throws TooMany {
        ProxyCondition condition = conditions.apply(proxy);
        if (before.stream().anyMatch(each -> each.id().equals(proxy.id()))) {
            condition.error("IncludeError", "IncludeCreatesCycle", "include creates an include cycle: %s",
                    Stream.concat(before.stream(), Stream.of(proxy)).map(GatewayObject::id).collect(Collectors.joining(" -> ")));
            return;
        }
        List<GatewayObject> visited = Stream.concat(before.stream(), Stream.of(proxy)).toList();
        Set<String> seen = new HashSet<>();
        for (JsonNode include : proxy.spec().path("includes")) {
            step(visited);
            if (possible(condition, include, seen)) {
                include(condition, proxy, include, above, visited, tls, all);
            }
        }
        int own = proxy.spec().path("routes").size();
        for (int i = 0; i < own; i++) {
            step(visited);
        }
        all.addAll(reading.routes(proxy, above, tls, condition));
    }

    private static boolean possible(ProxyCondition condition, JsonNode include, Set<String> seen) {
        JsonNode said = include.path("conditions");
        List<JsonNode> all = said.valueStream().toList();
        Optional<String> path = ProxyMatching.includeProblem(said);
        Optional<String> header = ProxyMatching.headerProblem(all);
        Optional<String> param = ProxyMatching.paramProblem(all);
        if (path.isPresent()) {
            condition.error("IncludeError", "PathMatchConditionsNotValid", "include: %s", path.get());
        } else if (header.isPresent()) {
            condition.error("RouteError", "HeaderMatchConditionsNotValid", "%s", header.get());
        } else if (param.isPresent()) {
            condition.error("RouteError", "QueryParameterMatchConditionsNotValid", "%s", param.get());
        } else if (ProxyMatching.identity(all).filter(identity -> !seen.add(identity)).isPresent()) {
            condition.error("IncludeError", "DuplicateMatchConditions", "duplicate conditions defined on an include");
        } else {
            return true;
        }
        return false;
    }

    private void include(ProxyCondition condition, GatewayObject proxy, JsonNode include, List<JsonNode> above, List<GatewayObject> visited, boolean tls,
            List<ProxyRoute> all) throws TooMany {
        List<JsonNode> asked = Stream.concat(above.stream(), include.path("conditions").valueStream()).toList();
        String namespace = include.path("namespace").asText().isEmpty() ? proxy.namespace() : include.path("namespace").asText();
        Optional<GatewayObject> child = world.proxy(namespace, include.path("name").asText());
        if (child.isEmpty() || ProxyPlan.root(child.get())) {
            condition.error("IncludeError", child.isEmpty() ? "IncludeNotFound" : "RootIncludesRoot",
                    child.isEmpty() ? "include %s/%s not found" : "root httpproxy cannot include another root httpproxy (%s/%s)", namespace,
                    include.path("name").asText());
            // What was to be somebody else's is nobody's meanwhile.
            RouteMatch match = ProxyMatching.match(asked);
            if (!include.path("conditions").isEmpty() && RequestConditions.fits(match)) {
                all.add(new ProxyRoute(match, false, RoutePolicies.NONE, new Target.Answer(502, "")));
            }
            return;
        }
        follow(child.get(), asked, visited, tls, all);
        included.add(child.get().id());
    }
}
