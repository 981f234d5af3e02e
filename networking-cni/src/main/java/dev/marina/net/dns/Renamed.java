package dev.marina.net.dns;

import dev.marina.net.dns.corefile.Rewrite;
import dev.marina.net.dns.corefile.Rewrite.OfPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// A question under the name that rewrites have made of it, and the way back.
///
/// @param asked what the client asked
/// @param query the question from now on; the same where nothing was rewritten
/// @param answers rules for the names of the records that come back
record Renamed(Message asked, Message query, List<OfPattern> answers) {

    /// Records whose names are measured by patterns: a server of a tenant's may send thousands.
    private static final int LOOKED_AT = 64;

    /// Nothing where a rule makes a name that is none.
    static Optional<Renamed> of(Message asked, List<Rewrite> rules) {
        if (rules.isEmpty()) {
            return Optional.of(new Renamed(asked, asked, List.of()));
        }
        Record question = asked.getQuestion();
        String name = question.getName().toString().toLowerCase(Locale.ROOT);
        List<OfPattern> answers = new ArrayList<>();
        boolean changed = false;
        for (Rewrite rule : rules) {
            Optional<String> other = rule.match().apply(name);
            if (other.isPresent()) {
                changed = true;
                name = other.get();
                rule.answer().ifPresent(answers::add);
                if (!rule.goesOn() || parsed(name).isEmpty()) {
                    break;
                }
            }
        }
        if (!changed) {
            return Optional.of(new Renamed(asked, asked, List.of()));
        }
        return parsed(name).map(to -> {
            Message query = asked.clone();
            query.removeAllRecords(Section.QUESTION);
            query.addRecord(Record.newRecord(to, question.getType(), question.getDClass()), Section.QUESTION);
            return new Renamed(asked, query, List.copyOf(answers));
        });
    }

    private static Optional<Name> parsed(String name) {
        try {
            return Optional.of(Name.fromString(name, Name.root));
        } catch (TextParseException _) {
            return Optional.empty();
        }
    }

    /// The answer under the name that the client knows. Resolvers take no other: https://coredns.io/plugins/rewrite/ ("Response Rewrites").
    Message restore(Message answer) {
        if (query == asked) {
            return answer;
        }
        Message restored = answer.clone();
        List<Record> records = answer.getSection(Section.ANSWER);
        restored.removeAllRecords(Section.QUESTION);
        restored.addRecord(asked.getQuestion(), Section.QUESTION);
        restored.removeAllRecords(Section.ANSWER);
        int looked = 0;
        for (Record record : records) {
            restored.addRecord(restored(record, looked++ < LOOKED_AT), Section.ANSWER);
        }
        return restored;
    }

    /// @param patterns whether the rules are asked
    private Record restored(Record record, boolean patterns) {
        if (record.getName().equals(query.getQuestion().getName())) {
            return under(record, asked.getQuestion().getName(), record.getTTL());
        }
        for (OfPattern rule : patterns ? answers : List.<OfPattern>of()) {
            Optional<Name> name = rule.apply(record.getName().toString().toLowerCase(Locale.ROOT)).flatMap(Renamed::parsed);
            if (name.isPresent()) {
                return under(record, name.get(), record.getTTL());
            }
        }
        return record;
    }

    /// The same under another name, for another time. What is no record of a zone stays as it is.
    static Record under(Record record, Name name, long ttl) {
        return record.getType() == Type.OPT ? record : Record.newRecord(name, record.getType(), record.getDClass(), ttl, record.rdataToWireCanonical());
    }
}
