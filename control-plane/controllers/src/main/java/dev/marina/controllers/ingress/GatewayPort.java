package dev.marina.controllers.ingress;

import dev.marina.controllers.engine.parts.AcmeChallenges.Challenge;
import java.util.List;
import java.util.Optional;

/// What nginx answers for one port of one Gateway.
///
/// @param own at which nginx listens for it
/// @param port that people come to
record GatewayPort(int own, int port, boolean tls, List<Host> hosts) {

    /// @param name "" for all that have none of their own
    /// @param taken by which rules requests are taken, those first that go before the others
    /// @param challenges what an ACME server is to find there, under names that this one stands for
    record Host(String name, Optional<String> certificate, List<Taken> taken, List<Challenge> challenges) {}

    record Taken(RouteMatch match, RouteAction action) {}
}
