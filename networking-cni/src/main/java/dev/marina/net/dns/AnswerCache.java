package dev.marina.net.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/// Answers from outside, for a short time. One for each node: what one tenant has asked for cannot be told by another from how
/// quickly its own question is answered. Answers are kept as bytes, the oldest go first.
final class AnswerCache {

    static final Duration LONGEST = Duration.ofSeconds(30);
    static final int ENTRIES = 256;
    private static final int MAX_BYTES = DnsResponder.UDP_BYTES;

    /// Questions with the same answer.
    ///
    /// @param edns flags of the extension, -1 without it: an answer has it only where the question had it
    record Question(Name name, int type, int dclass, long edns, boolean recursion, boolean unchecked) {

        static Question of(Message query) {
            Record asked = query.getQuestion();
            return new Question(asked.getName(), asked.getType(), asked.getDClass(), query.getOPT() == null ? -1 : query.getOPT().getFlags(),
                    query.getHeader().getFlag(Flags.RD), query.getHeader().getFlag(Flags.CD));
        }
    }

    private record Kept(byte[] answer, long sinceNanos, long untilNanos) {}

    private final LongSupplier nanos;
    private final int entries;
    private final Duration found;
    private final Duration missing;
    /// Guards the map, for moments.
    private final ReentrantLock using = new ReentrantLock();
    private final Map<Question, Kept> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Kept> eldest) {
            return size() > entries;
        }
    };

    AnswerCache(LongSupplier nanos) {
        this(nanos, ENTRIES, LONGEST, LONGEST);
    }

    /// @param found the longest that what there is is kept
    /// @param missing the longest that it is kept what there is not
    AnswerCache(LongSupplier nanos, int entries, Duration found, Duration missing) {
        this.nanos = nanos;
        this.entries = entries;
        this.found = found;
        this.missing = missing;
    }

    /// Under the query's id, with as much time to live as is left of it.
    Optional<Message> find(Message query) {
        Kept known;
        using.lock();
        try {
            known = kept.get(Question.of(query));
        } finally {
            using.unlock();
        }
        long now = nanos.getAsLong();
        if (known == null || known.untilNanos - now <= 0) {
            return Optional.empty();
        }
        try {
            Message answer = new Message(known.answer);
            answer.getHeader().setID(query.getHeader().getID());
            return Optional.of(aged(answer, Duration.ofNanos(now - known.sinceNanos).toSeconds()));
        } catch (IOException unreadable) {
            throw new IllegalStateException("an answer that was written here cannot be read", unreadable);
        }
    }

    private static Message aged(Message answer, long seconds) {
        if (seconds > 0) {
            for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
                List<Record> records = answer.getSection(section);
                answer.removeAllRecords(section);
                records.forEach(record -> answer.addRecord(Renamed.under(record, record.getName(), Math.max(0, record.getTTL() - seconds)), section));
            }
        }
        return answer;
    }

    void keep(Message query, Message answer) {
        boolean nothing = answer.getRcode() == Rcode.NXDOMAIN || answer.getSection(Section.ANSWER).isEmpty();
        long seconds = Math.min((nothing ? missing : found).toSeconds(), secondsToLive(answer));
        byte[] wire = answer.toWire();
        if (seconds <= 0 || wire.length > MAX_BYTES || answer.getHeader().getFlag(Flags.TC)) {
            return;
        }
        long now = nanos.getAsLong();
        Kept fresh = new Kept(wire, now, now + Duration.ofSeconds(seconds).toNanos());
        using.lock();
        try {
            // Anew, so that it is the youngest.
            kept.remove(Question.of(query));
            kept.put(Question.of(query), fresh);
        } finally {
            using.unlock();
        }
    }

    /// That there is nothing lives as long as the zone's owner says (RFC 2308); a failure does not live.
    private static long secondsToLive(Message answer) {
        int code = answer.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            return 0;
        }
        LongStream lives = Stream.concat(answer.getSection(Section.ANSWER).stream().map(Record::getTTL), answer.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance).map(SOARecord.class::cast).map(soa -> Math.min(soa.getTTL(), soa.getMinimum())))
                .mapToLong(Long::longValue);
        return lives.min().orElse(0);
    }
}
