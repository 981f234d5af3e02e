package dev.marina.net.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
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
    private static final int ENTRIES = 256;
    private static final int MAX_BYTES = DnsResponder.UDP_BYTES;

    /// @param edns flags of the extension, -1 without it: an answer has it only where the question had it
    private record Question(Name name, int type, int dclass, long edns, boolean recursion, boolean unchecked) {

        static Question of(Message query) {
            Record asked = query.getQuestion();
            return new Question(asked.getName(), asked.getType(), asked.getDClass(), query.getOPT() == null ? -1 : query.getOPT().getFlags(),
                    query.getHeader().getFlag(Flags.RD), query.getHeader().getFlag(Flags.CD));
        }
    }

    private record Kept(byte[] answer, long untilNanos) {}

    private final LongSupplier nanos;
    /// Guards the map, for moments.
    private final ReentrantLock using = new ReentrantLock();
    private final Map<Question, Kept> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Kept> eldest) {
            return size() > ENTRIES;
        }
    };

    AnswerCache(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Under the query's id.
    Optional<Message> find(Message query) {
        Kept found;
        using.lock();
        try {
            found = kept.get(Question.of(query));
        } finally {
            using.unlock();
        }
        if (found == null || found.untilNanos - nanos.getAsLong() <= 0) {
            return Optional.empty();
        }
        try {
            Message answer = new Message(found.answer);
            answer.getHeader().setID(query.getHeader().getID());
            return Optional.of(answer);
        } catch (IOException unreadable) {
            throw new IllegalStateException("an answer that was written here cannot be read", unreadable);
        }
    }

    void keep(Message query, Message answer) {
        long seconds = Math.min(LONGEST.toSeconds(), secondsToLive(answer));
        byte[] wire = answer.toWire();
        if (seconds <= 0 || wire.length > MAX_BYTES || answer.getHeader().getFlag(Flags.TC)) {
            return;
        }
        Kept fresh = new Kept(wire, nanos.getAsLong() + Duration.ofSeconds(seconds).toNanos());
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
