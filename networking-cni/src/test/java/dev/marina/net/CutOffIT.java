package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Two tenants with the same addresses, one of which has a node cut off. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class CutOffIT {

    private World world;
    private NodeNetwork first;
    private World.Pod client;
    private World.Pod near;
    private World.Pod far;
    private World.Pod betaClient;
    private World.Pod betaFar;

    @BeforeEach
    void twoTenants() {
        world = new World("ncu", List.of());
        first = world.cluster("acme", 101, "100.64.0.1", "100.64.0.2").getFirst();
        world.cluster("beta", 102, "100.64.0.3", "100.64.0.4");
        client = world.pod("acme+node-1", "client");
        near = world.pod("acme+node-1", "near");
        far = world.pod("acme+node-2", "far");
        betaClient = world.pod("beta+node-1", "client");
        betaFar = world.pod("beta+node-2", "far");
        world.serve(near.netns(), 8080, "near");
        world.serve(far.netns(), 8080, "far");
        world.serve(betaFar.netns(), 8080, "beta");
    }

    @AfterEach
    void gone() {
        world.close();
    }

    private boolean across() {
        return client.reaches(far.address().toString(), 8080);
    }

    @Test
    void aNodeThatIsCutOffReachesItsOwnPodsAloneAndTheOtherTenantAllAsBefore() throws Exception {
        assertTrue(across());

        first.cut(true);
        first.cut(true);

        assertFalse(across());
        assertFalse(far.reaches(client.address().toString(), 8080));
        assertTrue(client.ask(near.address().toString(), 8080).startsWith("near"));
        assertTrue(betaClient.reaches(betaFar.address().toString(), 8080));

        first.cut(false);
        first.cut(false);
        assertTrue(across());
        assertTrue(betaClient.reaches(betaFar.address().toString(), 8080));
    }

    @Test
    void itStaysSoWhenTheAgentBeginsAnewAndCanBeMendedThen() {
        first.cut(true);
        world.networks.close();
        world.start();
        first = world.networks.ensure(world.spec("acme+node-1"));
        world.networks.ensure(world.spec("acme+node-2"));
        assertFalse(across());

        first.cut(false);
        assertTrue(across());
    }
}
