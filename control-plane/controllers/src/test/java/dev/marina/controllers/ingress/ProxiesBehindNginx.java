package dev.marina.controllers.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;

/// What tests with Debian's nginx and HTTPProxies have: a world of a few Services, and requests to `a.example`.
abstract class ProxiesBehindNginx extends TwoPodsBehindNginx {

    static String services() {
        return pair() + Manifests.service("both", one.port(), "127.0.0.1", "127.0.0.2") + Manifests.service("empty", one.port());
    }

    void serve(String more, String... proxies) throws Exception {
        WorldFromFile world = WorldFromFile.of(services() + more);
        ProxyPlan plan = ProxyPlan.of(world, ProxyFile.of(String.join("", proxies)));
        plan.conditions().forEach((proxy, condition) -> assertEquals(List.of(), condition.errors(), proxy::id));
        nginx = new RealNginx(directory).start(IngressPlan.of(world), GatewayPlan.NONE, plan);
    }

    Said ask(String method, String host, String path, String... headers) throws IOException {
        return Said.ask(nginx.http, method, host, path, headers);
    }

    Said get(String path, String... headers) throws IOException {
        return ask("GET", "a.example", path, headers);
    }

    String first(String path, String... headers) throws IOException {
        return get(path, headers).first();
    }
}
