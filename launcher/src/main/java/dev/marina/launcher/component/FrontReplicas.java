package dev.marina.launcher.component;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;

/// The part of HAProxy's configuration that leads to one of several processes, as text: to the control plane that serves, and to one Payara for all as long
/// as it answers, then to the other.
///
/// @param bind address of the public port
/// @param waiting the file with [#WAITING]
/// @param controlPlanes empty: the control plane has its ports itself
/// @param consoles empty: Payara has its port itself
record FrontReplicas(String bind, Path waiting, Doors doors, List<ApiServer> controlPlanes, List<Console> consoles) {
    /// What is written in it is [#WAITING].
    static final String FILE = "front.lua";
    static final FrontReplicas NONE = new FrontReplicas("127.0.0.1", Path.of("front.lua"), new Doors(0, 0, 0, 0, Optional.empty()), List.of(),
            List.of());

    /// Who comes while no control plane serves waits for the one that will, ten seconds at most: HAProxy by itself would close the connection at once.
    static final String WAITING = """
            core.register_action("await_control_plane", {"tcp-req"}, function(txn)
                for _ = 1, 100 do
                    for _, server in pairs(core.backends["api-servers"].servers) do
                        if server:get_stats()["status"]:sub(1, 2) == "UP" then
                            return
                        end
                    end
                    core.msleep(100)
                end
            end)
            """;

    /// The ports at which others look for them.
    ///
    /// @param api public
    /// @param agent on loopback, and for further machines
    /// @param proxy on loopback
    /// @param console on loopback
    /// @param machine at which further machines come
    record Doors(int api, int agent, int proxy, int console, Optional<String> machine) {}

    /// @param internal where it tells whether it is the one that serves
    record ApiServer(String name, int internal, int api, int agent, int proxy) {}

    record Console(String name, int port) {}

    static FrontReplicas of(Instance instance) {
        Doors doors = new Doors(instance.settings().apiPort(), instance.port(InternalPort.AGENT), instance.port(InternalPort.PROXY),
                instance.port(InternalPort.CONSOLE), instance.settings().machineAddress());
        return new FrontReplicas(instance.settings().bind(), instance.seen().config(FILE), doors,
                instance.settings().replicas().severalControlPlanes() ? ControlPlane.servers(instance) : List.of(),
                instance.settings().replicas().severalPayaras() ? Payara.servers(instance) : List.of());
    }

    boolean none() {
        return controlPlanes.isEmpty() && consoles.isEmpty();
    }

    /// Of the part for all of HAProxy.
    String global() {
        return controlPlanes.isEmpty() ? "" : "    lua-load %s\n".formatted(waiting);
    }

    String text() {
        return (controlPlanes.isEmpty() ? "" : controlPlane()) + (consoles.isEmpty() ? "" : console());
    }

    /// Bytes pass as they are: TLS ends in the control plane, which asks for clients' certificates. It is told whose a connection to the API is; agents'
    /// connections of pods say so themselves. Who stops serving is left at once, also by connections that are open: a watch there would be silent for ever. The
    /// first who finds nobody there is enough: all others wait.
    private String controlPlane() {
        return """

                frontend api
                    mode tcp
                    bind %1$s:%2$d
                    tcp-request inspect-delay 15s
                    tcp-request content lua.await_control_plane
                    default_backend api-servers

                backend api-servers
                    mode tcp
                    timeout tunnel 24h
                    retries 1
                    option httpchk GET /leads
                    default-server inter 500ms fastinter 200ms rise 1 fall 2 observe layer4 error-limit 1 on-error mark-down on-marked-down shutdown-sessions
                %3$s
                frontend agents
                    mode tcp
                    bind %4$s
                    default_backend agent-servers

                backend agent-servers
                    mode tcp
                    timeout tunnel 24h
                    default-server on-marked-down shutdown-sessions
                %5$s
                frontend pods
                    mode tcp
                    bind 127.0.0.1:%6$d
                    tcp-request inspect-delay 15s
                    tcp-request content lua.await_control_plane
                    default_backend pod-servers

                backend pod-servers
                    mode tcp
                    timeout tunnel 24h
                    default-server on-marked-down shutdown-sessions
                %7$s""".formatted(bind, doors.api(),
                servers(each -> "%d check port %d send-proxy-v2".formatted(each.api(), each.internal())),
                "127.0.0.1:" + doors.agent() + doors.machine().map(address -> ",%s:%d".formatted(address, doors.agent())).orElse(""),
                servers(each -> "%d track api-servers/%s".formatted(each.agent(), each.name())), doors.proxy(),
                servers(each -> "%d track api-servers/%s".formatted(each.proxy(), each.name())));
    }

    private String servers(Function<ApiServer, String> words) {
        return controlPlanes.stream().map(each -> "    server %s 127.0.0.1:%s%n".formatted(each.name(), words.apply(each))).collect(Collectors.joining());
    }

    /// Everybody is with the same Payara: pages, logins and shared terminals live in it, Keycloak tells it who has logged out, and it counts what an
    /// address tries. Who has taken the place of another keeps it (HAProxy makes a new entry before it changes the old one: the table has room for more than
    /// one). What else it needs may be away: it says so itself (503), and is not left for that.
    private String console() {
        return """

                frontend console-inside
                    mode http
                    bind 127.0.0.1:%d
                    default_backend consoles

                backend consoles
                    mode http
                    stick-table type string len 8 size 8 nopurge
                    stick on str(all)
                    retries 3
                    option redispatch 1
                    option httpchk
                    http-check connect
                    http-check send meth GET uri /api/health ver HTTP/1.1 hdr Host localhost hdr Connection close
                    http-check expect rstatus ^(200|503)$
                    http-check connect
                    http-check send meth GET uri /login-state ver HTTP/1.1 hdr Host localhost hdr Connection close
                    http-check expect status 200
                    timeout check 5s
                    default-server inter 1s fastinter 250ms rise 1 fall 2 on-marked-down shutdown-sessions
                %s""".formatted(doors.console(),
                consoles.stream().map(each -> "    server %1$s 127.0.0.1:%2$d check%n".formatted(each.name(), each.port()))
                        .collect(Collectors.joining()));
    }
}
