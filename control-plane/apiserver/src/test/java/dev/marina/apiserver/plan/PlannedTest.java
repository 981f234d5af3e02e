package dev.marina.apiserver.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.explanation.Step;
import dev.marina.store.Fields;
import dev.marina.store.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannedTest {

    private static final ObjectKey WEB = new ObjectKey(new ClusterId("00000000000000a7"), new GroupResource("", "configmaps"), "default", "web");

    private static Step step(int version, ObjectKey key, boolean creation, boolean deletion) {
        Stored value = new Stored(key, new ResourceVersion(version), deletion ? new byte[0] : "{\"data\":{\"v\":\"%d\"}}".formatted(version).getBytes(),
                Fields.NONE, new Origin("ann", new Cause("request/1")), Instant.EPOCH, false);
        return new Step(new ResourceVersion(version), key, creation, deletion, value, Optional.empty(), Optional.empty());
    }

    private static List<String> outcomes(Step... steps) {
        return Planned.outcomes(List.of(steps)).stream().map(each -> each.verb() + " " + each.object().name() + " " + each.deciding().version()).toList();
    }

    @Test
    void whatIsMadeAndChangedIsCreated() {
        assertEquals(List.of("create web 3"), outcomes(step(3, WEB, true, false), step(4, WEB, false, false)));
    }

    @Test
    void whatWasThereAndGoesIsDeletedByWhoeverDeletedIt() {
        assertEquals(List.of("delete web 5"), outcomes(step(4, WEB, false, false), step(5, WEB, false, true)));
    }

    @Test
    void whatIsReplacedByAnotherOfItsNameIsUpdated() {
        assertEquals(List.of("update web 4"), outcomes(step(4, WEB, false, true), step(5, WEB, true, false)));
    }

    @Test
    void whatComesAndGoesIsNotTold() {
        assertEquals(List.of(), outcomes(step(4, WEB, true, false), step(5, WEB, false, true)));
    }

    @Test
    void whatMayNotBeReadIsHiddenAmongTheChangesAndNowhereElse() {
        Planned planned = new Planned(List.of(), List.of(step(3, WEB, true, false)), Optional.empty(), List.of(), List.of(WEB));

        var status = planned.status(_ -> false);

        assertEquals("[]", status.path("objects").toString());
        assertEquals("[]", status.path("notAsked").toString());
        assertEquals("[{\"version\":\"3\",\"time\":\"1970-01-01T00:00:00Z\",\"hidden\":true}]", status.path("changes").toString());
    }
}
