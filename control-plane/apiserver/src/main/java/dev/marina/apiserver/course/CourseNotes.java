package dev.marina.apiserver.course;

import dev.marina.api.Document;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.authn.Identity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What a write passes on its way, each noted by whoever is passed, for the request that the thread is at. Where nothing is recorded, nothing is
/// noted. For one thread.
public final class CourseNotes {

    /// As far as a request is decided anew, only the last time counts; more passes than there can be plugins, twice, are not noted.
    private static final int MOST_PASSED = 96;
    private static final int MOST_ANNOTATIONS = 32;
    private static final int LONGEST = 512;
    private static final ScopedValue<CourseNotes> CURRENT = ScopedValue.newInstance();

    private final List<Passed> before = new ArrayList<>();
    private final List<Passed> admission = new ArrayList<>();
    private final List<Passed> after = new ArrayList<>();
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private final long begin = System.nanoTime();
    private long last = begin;
    private Optional<Identity> identity = Optional.empty();
    private Optional<ResourceVersion> version = Optional.empty();

    /// @param stage such as `Authorization`
    /// @param name of what was passed within the stage; "" where there is only one
    /// @param said what it said, in its own words
    /// @param change what it made of the object, where it made anything of it
    record Passed(String stage, String name, String said, long nanos, Optional<Change> change) {}

    record Change(Document from, Document to) {}

    <T> T during(Supplier<T> request) {
        return ScopedValue.where(CURRENT, this).call(request::get);
    }

    /// A request that the server makes itself on the way of another one: what it passes is nobody's.
    public static <T> T aside(Supplier<T> request) {
        return CURRENT.isBound() ? new CourseNotes().during(request) : request.get();
    }

    /// Something has been passed since the last thing was.
    public static void passed(String stage, String said) {
        if (CURRENT.isBound()) {
            CourseNotes notes = CURRENT.get();
            notes.note(notes.before, stage, "", said, Optional.empty());
        }
    }

    /// Who it is is known.
    public static void authenticated(Identity who) {
        if (CURRENT.isBound()) {
            CourseNotes notes = CURRENT.get();
            notes.identity = Optional.of(who);
            notes.note(notes.before, "Authentication", "", who.user(), Optional.empty());
        }
    }

    /// The object is shown to those who decide, for the first time or anew.
    public static void admissionBegins() {
        if (CURRENT.isBound()) {
            CourseNotes notes = CURRENT.get();
            notes.admission.clear();
            notes.annotations.clear();
            notes.note(notes.before, "Reading", "", "", Optional.empty());
        }
    }

    /// @param stage `MutatingAdmission` or `ValidatingAdmission`
    public static void admitted(String stage, String plugin, String said, Document from, Document to) {
        if (CURRENT.isBound()) {
            CourseNotes notes = CURRENT.get();
            notes.note(notes.admission, stage, plugin, said, from == to ? Optional.empty() : Optional.of(new Change(from, to)));
        }
    }

    /// What policies and webhooks of the cluster have to say.
    public static void annotated(String key, String value) {
        if (CURRENT.isBound() && CURRENT.get().annotations.size() < MOST_ANNOTATIONS) {
            CURRENT.get().annotations.putIfAbsent(shortened(key), shortened(value));
        }
    }

    /// The checks since the last plugin are over, and it goes to the store.
    public static void checked() {
        if (CURRENT.isBound()) {
            CourseNotes notes = CURRENT.get();
            notes.note(notes.admission, "Checks", "", "", Optional.empty());
        }
    }

    /// The first change counts.
    ///
    /// @param objects that were written with it, as one
    public static void stored(ResourceVersion version, int objects) {
        if (CURRENT.isBound() && CURRENT.get().version.isEmpty()) {
            CourseNotes notes = CURRENT.get();
            notes.version = Optional.of(version);
            notes.note(notes.after, "Store", "", objects == 1 ? "" : objects + " objects in one transaction", Optional.empty());
        }
    }

    private void note(List<Passed> where, String stage, String name, String said, Optional<Change> change) {
        long now = System.nanoTime();
        if (where.size() < MOST_PASSED) {
            where.add(new Passed(stage, name, shortened(said), now - last, change));
        }
        last = now;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /// In order.
    List<Passed> passed() {
        List<Passed> all = new ArrayList<>(before);
        all.addAll(admission);
        all.addAll(after);
        return all;
    }

    Map<String, String> annotations() {
        return annotations;
    }

    Optional<Identity> identity() {
        return identity;
    }

    /// Empty where nothing was written.
    Optional<ResourceVersion> version() {
        return version;
    }

    long nanos() {
        return System.nanoTime() - begin;
    }
}
