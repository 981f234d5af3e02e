package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.marina.launcher.component.EtcdMembers.Member;
import dev.marina.launcher.component.EtcdMembers.Plan;

class EtcdMembersTest {
    private static final Member FIRST = new Member("a1", "marina", "https://127.0.0.1:1");
    private static final Member SECOND = new Member("b2", "marina-2", "https://127.0.0.1:2");

    @Test
    void whoIsNewIsAdded() {
        assertEquals(new Plan(Optional.empty(), true), Plan.of(List.of(FIRST), SECOND.peer()));
    }

    @Test
    void whoIsExpectedAlreadyIsNotAddedAgain() {
        assertEquals(new Plan(Optional.empty(), false), Plan.of(List.of(FIRST, new Member("b2", "", SECOND.peer())), SECOND.peer()));
    }

    @Test
    void whoWasThereAndHasLostItsDataIsRemovedAndAddedAsAnother() {
        assertEquals(new Plan(Optional.of(SECOND), true), Plan.of(List.of(FIRST, SECOND), SECOND.peer()));
    }

    @Test
    void allAreNamedWithWhoJoinsWhetherItIsKnownByNameOrNot() {
        String both = "marina=https://127.0.0.1:1,marina-2=https://127.0.0.1:2";

        assertEquals(both, EtcdMembers.initialCluster(List.of(FIRST), "marina-2", SECOND.peer()));
        assertEquals(both, EtcdMembers.initialCluster(List.of(FIRST, new Member("b2", "", SECOND.peer())), "marina-2", SECOND.peer()));
    }

    @Test
    void whatEtcdctlTellsIsRead() throws IOException {
        String output = """
                {"level":"warn","msg":"something before"}
                {"header":{"cluster_id":1},"members":[{"ID":17300186214480498945,"name":"marina","peerURLs":["https://127.0.0.1:1"],"clientURLs":["https://127.0.0.1:9"]},{"ID":178,"peerURLs":["https://127.0.0.1:2"]}]}
                """;

        assertEquals(List.of(new Member("f0169bb3a6385101", "marina", "https://127.0.0.1:1"), new Member("b2", "", "https://127.0.0.1:2")),
                EtcdMembers.read(output));
        assertThrows(IOException.class, () -> EtcdMembers.read("Error: context deadline exceeded"));
    }
}
