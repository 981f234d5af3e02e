package dev.marina.apiserver.machine;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.model.Machine;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/// `machines/jointokens` of the management cluster, for its operators: a token by which one machine joins under this name, once. The Machine keeps its
/// hash; another token replaces it. A machine of the name that has joined goes on until the next one does.
public final class JoinTokensSubresource implements SubresourceHandler {

    private static final Duration LIFE = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int TOKEN_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Optional<JoinPlace> place;
    private final int agentPort;
    private final String serverCa;
    private final Clock clock;

    /// @param place empty: no machine may join
    public JoinTokensSubresource(Optional<JoinPlace> place, int agentPort, String serverCa, Clock clock) {
        this.place = place;
        this.agentPort = agentPort;
        this.serverCa = serverCa;
        this.clock = clock;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        if (place.isEmpty()) {
            throw StatusException.badRequest("no machine can join: this one has no address for others (MARINA_MACHINE_ADDRESS)");
        }
        if (target.name().equals(JoinedMachines.OWN)) {
            throw StatusException.badRequest("\"%s\" is the installation's own machine; others must have other names".formatted(target.name()));
        }
        Instant end = clock.instant().plus(life(BodyReader.require(request))).truncatedTo(ChronoUnit.SECONDS);
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        writer.change("", machine -> machine.edited(root -> root.withObject("/metadata/annotations").put(Machine.TOKEN_HASH, Hashes.of(token))
                .put(Machine.TOKEN_END, end.toString())));
        return ApiResponse.json(201, Document.object("marina.dev/v1", "JoinToken").edited(answer -> answer.put("token", token).put("expires", end.toString())
                .put("serverCa", serverCa).put("port", agentPort).put("address", place.get().address())));
    }

    private static Duration life(Document body) {
        if (!body.has("expirationSeconds")) {
            return LIFE;
        }
        Duration life = Duration.ofSeconds(body.at("expirationSeconds").asLong());
        if (life.compareTo(SHORTEST) < 0 || life.compareTo(LONGEST) > 0) {
            throw StatusException.badRequest("expirationSeconds is %d; it must be between %d and %d".formatted(life.toSeconds(), SHORTEST.toSeconds(),
                    LONGEST.toSeconds()));
        }
        return life;
    }
}
