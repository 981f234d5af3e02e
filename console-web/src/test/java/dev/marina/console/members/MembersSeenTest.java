package dev.marina.console.members;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.rest.Tenancy.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

class MembersSeenTest {

    private static final List<Member> MEMBERS = List.of(new Member("ann@acme.test", "owner", ""), new Member("bob@acme.test", "developer", ""));

    @Test
    void ownersMayChangeMembersAndNobodyElse() {
        assertTrue(MembersSeen.of(MEMBERS, List.of(), "ann@acme.test").owner());
        assertFalse(MembersSeen.of(MEMBERS, List.of(), "bob@acme.test").owner());
        assertFalse(MembersSeen.of(MEMBERS, List.of(), "eve@evil.test").owner());
    }
}
