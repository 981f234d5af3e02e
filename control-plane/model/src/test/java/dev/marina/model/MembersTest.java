package dev.marina.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MembersTest {

    @Test
    void aKeyIsMadeOfCharactersThatConfigMapsAllowAndLeadsBack() {
        String key = Members.key("Ann_b+c@exämple.org");
        assertTrue(key.matches("[-._a-zA-Z0-9]+"), key);
        assertEquals(Optional.of("ann_b+c@exämple.org"), Members.email(key));
    }

    @Test
    void differentAddressesNeverShareAKey() {
        assertEquals("a_5f40b", Members.key("a_40b"));
        assertEquals("a_40b", Members.key("a@b"));
    }

    @Test
    void textThatNoAddressEncodesToIsNobody() {
        assertEquals(Optional.empty(), Members.email("a_4"));
        assertEquals(Optional.empty(), Members.email("a_zz"));
        assertEquals(Optional.empty(), Members.email("_61"));
        assertEquals(Map.of(), Members.of(Map.of("_ff", "owner")).roleByEmail());
    }

    @Test
    void dataLeadsBackToTheSameMembers() {
        Members members = new Members(Map.of("demo@marina.test", "owner", "x@y", "viewer"));
        assertEquals(members, Members.of(members.data()));
        assertEquals(Optional.of("owner"), members.role("Demo@marina.test"));
    }
}
