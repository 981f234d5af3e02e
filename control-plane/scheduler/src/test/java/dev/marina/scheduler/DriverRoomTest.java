package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeBuilder;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriverRoomTest {

    /// @param said drivers and their numbers, such as `a=1 b=`; `none` for no CSINode
    private static Optional<CSINode> node(String said) {
        if (said.equals("none")) {
            return Optional.empty();
        }
        CSINodeBuilder node = new CSINodeBuilder().withNewMetadata().withName("n1").endMetadata().withNewSpec().endSpec();
        for (String each : said.isEmpty() ? new String[0] : said.split(" ")) {
            String[] pair = each.split("=", -1);
            node.editSpec().addNewDriver().withName(pair[0]).withNodeID("n1").withNewAllocatable()
                    .withCount(pair[1].isEmpty() ? null : Integer.valueOf(pair[1])).endAllocatable().endDriver().endSpec();
        }
        return Optional.of(node.build());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"none, a=1, true", "``, a=1, true", "a=1, a=2, true", "a=2, a=1, false", "a=1, a=1, false", "a=1, a=, true",
            "a=, a=1, false", "a=1, ``, true", "a=1, none, true", "a=1, a=1 b=1, true", "a=1 b=1, a=1 b=2, true", "none, none, false", "none, ``, false"})
    void whatHelpsIsADriverThatHasComeOrTakesMore(String before, String now, boolean grew) {
        assertEquals(grew, DriverRoom.grew(node(before), node(now)));
    }
}
