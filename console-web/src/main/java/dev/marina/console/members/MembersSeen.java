package dev.marina.console.members;

import dev.marina.console.login.Person;
import dev.marina.console.rest.Refused;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.rest.Tenancy.Invited;
import dev.marina.console.rest.Tenancy.Member;
import java.util.List;
import java.util.Optional;

/// What the REST API said of a tenant's members at one moment.
///
/// @param invited those who have not accepted yet
/// @param owner whether who looks may change them
record MembersSeen(List<Member> members, List<Invited> invited, boolean owner, Optional<String> failure) {

    static MembersSeen through(Tenancy tenancy, Person person, String tenant) {
        try {
            return of(tenancy.members(person, tenant), tenancy.invitations(person, tenant), person.email());
        } catch (Refused refused) {
            return new MembersSeen(List.of(), List.of(), false, Optional.of(refused.getMessage()));
        }
    }

    static MembersSeen of(List<Member> members, List<Invited> invited, String viewer) {
        boolean owner = members.stream().anyMatch(member -> member.email().equals(viewer) && member.role().equals("owner"));
        return new MembersSeen(members, invited, owner, Optional.empty());
    }
}
