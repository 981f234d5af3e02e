package dev.marina.apiserver.aggregation;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What servers answered lately, for all clusters together within a number of bytes; what was not asked for the longest time goes first.
/// May be used by any thread.
final class RecentAnswers {

    /// Of an answer that is none.
    private static final int LEAST_BYTES = 512;

    private final long mostBytes;
    private final Map<Question, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    RecentAnswers(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    record Question(ExtensionApi api, String path) {}

    /// @param body empty where there was no answer
    record Answer(Optional<byte[]> body, Instant until) {
        long bytes(Question question) {
            return LEAST_BYTES + question.api().caBundle().length() + body.map(each -> each.length).orElse(0);
        }
    }

    synchronized Optional<Answer> find(Question question, Instant now) {
        return Optional.ofNullable(answers.get(question)).filter(answer -> now.isBefore(answer.until()));
    }

    synchronized void put(Question question, Answer answer) {
        remove(question);
        answers.put(question, answer);
        bytes += answer.bytes(question);
        Iterator<Map.Entry<Question, Answer>> oldest = answers.entrySet().iterator();
        while (bytes > mostBytes && oldest.hasNext()) {
            Map.Entry<Question, Answer> gone = oldest.next();
            bytes -= gone.getValue().bytes(gone.getKey());
            oldest.remove();
        }
    }

    /// Forgets the questions of this API that were not answered.
    synchronized void forgetSilence(ExtensionApi api) {
        List<Question> silent = answers.entrySet().stream().filter(entry -> entry.getKey().api().sameAs(api) && entry.getValue().body().isEmpty())
                .map(Map.Entry::getKey).toList();
        silent.forEach(this::remove);
    }

    private void remove(Question question) {
        Answer before = answers.remove(question);
        if (before != null) {
            bytes -= before.bytes(question);
        }
    }

    synchronized int size() {
        return answers.size();
    }
}
