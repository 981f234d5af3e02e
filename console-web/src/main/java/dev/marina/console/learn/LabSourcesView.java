package dev.marina.console.learn;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.component.upload.UploadI18N;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.streams.UploadHandler;
import dev.marina.console.Console;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.FeedPill;
import dev.marina.console.feed.Rows;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.MainLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// For authors: sources of labs of the cluster's own, what is found in them and what is wrong, and ways to bring more. It follows what others send, such as a
/// program that sends a folder with each save.
@Route(value = ClusterRef.ROUTE + "/learn/sources", layout = ClusterLayout.class)
public class LabSourcesView extends LearnPage {

    private static final int MOST_BYTES = 256 << 10;

    private final FeedPill state = new FeedPill();
    private final TextField name = new TextField(getTranslation("sources.name"));
    private final Checkbox check = new Checkbox(getTranslation("sources.check"));
    private final TextField url = new TextField(getTranslation("sources.url"));
    private final TextField revision = new TextField(getTranslation("sources.revision"));
    private final TextField folder = new TextField(getTranslation("sources.folder"));
    private final Div git = new Div();
    private final Span said = new Span();
    private final Div found = new Div();
    private final Div sources = new Div();

    public LabSourcesView() {
        name.setMaxLength(17);
        name.setPattern("[a-z0-9](-?[a-z0-9])*");
        name.setHelperText(getTranslation("sources.name.help"));
        name.setValue("mine");
        url.setPlaceholder("https://git.example.org/labs");
        said.getElement().setAttribute("role", "status");
        Div settings = new Div(name, upload(), check);
        settings.addClassName("add-member");
        git.addClassName("add-member");
        Div head = new Div(new H3(getTranslation("sources.title")), state);
        head.addClassName("live-title");
        sources.addClassName("cards");
        Div card = new Div(head, new Paragraph(getTranslation("sources.text")), settings, git, refusal, said, found, new H4(getTranslation("sources.all")),
                sources);
        card.addClassName("live");
        add(card);
    }

    private Upload upload() {
        // in the person's own name, as everything of this page; without the right the cluster refuses it
        Upload upload = new Upload(UploadHandler.inMemory((_, bytes) -> bring(name.getValue(), (api, check) -> api.bring(name.getValue(), bytes, check))));
        upload.setMaxFiles(1);
        upload.setMaxFileSize(MOST_BYTES);
        upload.setDropAllowed(true);
        upload.setI18n(
                new UploadI18N().setAddFiles(new UploadI18N.AddFiles().setOne(getTranslation("sources.upload")).setMany(getTranslation("sources.upload")))
                        .setDropFiles(new UploadI18N.DropFiles().setOne(getTranslation("sources.drop")).setMany(getTranslation("sources.drop"))));
        upload.addFileRejectedListener(_ -> failed(getTranslation("sources.too-large")));
        upload.addAllFinishedListener(_ -> upload.clearFileList());
        return upload;
    }

    @Override
    protected void start() {
        rights.forget();
        sources.removeAll();
        git.removeAll();
        git.add(url, revision, folder, way("sources.fetch", LabSourceApi.changing("patch"), ButtonVariant.LUMO_PRIMARY,
                () -> bring(name.getValue(), (api, check) -> api.bring(name.getValue(), url.getValue(), revision.getValue(), folder.getValue(), check))),
                new Anchor(cluster().path() + "/learn", getTranslation("learn.all")));
        follow(LabSourceApi.SOURCES, "", this::seen);
    }

    @FunctionalInterface
    private interface Bringing {
        LabSource by(LabSourceApi api, boolean check) throws Exception;
    }

    private void bring(String called, Bringing bringing) {
        LabSourceApi api = new LabSourceApi(api());
        boolean only = check.getValue();
        said.setText("");
        found.removeAll();
        attempt(() -> bringing.by(api, only), made -> {
            said.setText(getTranslation(only ? "sources.checked" : "sources.brought", called, made.labs().size(), made.problems().size()));
            if (only) {
                found.add(LabSourceCard.problems(made.problems()));
            }
        });
    }

    /// The rows say that something changed; what was found stands in the objects.
    private void seen(Rows rows) {
        state.show(rows.state());
        if (rows.listed()) {
            LabSourceApi api = new LabSourceApi(api());
            Attempt.of(ui(), api::all, this::show, this::failed);
        }
    }

    private void show(List<LabSource> all) {
        sources.removeAll();
        if (all.isEmpty()) {
            sources.add(new Paragraph(getTranslation("sources.none")));
        }
        all.forEach(source -> sources.add(new LabSourceCard(source, cluster(), getLocale(), ways(source))));
    }

    private List<Component> ways(LabSource source) {
        LabSourceApi api = new LabSourceApi(api());
        List<Component> ways = new ArrayList<>();
        if (!source.git().isEmpty()) {
            ways.add(done("sources.again", LabSourceApi.changing("patch"), () -> {
                api.fetch(source);
                return source;
            }));
        }
        if (!source.labs().isEmpty()) {
            ways.add(toClass(source));
        }
        ways.add(way("sources.remove", LabSourceApi.changing("delete"), ButtonVariant.LUMO_TERTIARY,
                () -> confirm("sources.remove", "sources.remove.text", () -> attempt(() -> {
                    api.remove(source.name());
                    return source;
                }, _ -> {}))));
        return ways;
    }

    /// The REST API says who may.
    private Button toClass(LabSource source) {
        Button button = new Button(getTranslation("sources.to-class"), _ -> new ClassChoice(Console.current().tenancy(), MainLayout.requirePerson(), cluster(),
                text -> said.setText(text), this::failed).ask(source));
        button.setAriaLabel(getTranslation("sources.to-class") + ": " + source.name());
        button.addThemeVariants(ButtonVariant.LUMO_TERTIARY);
        return button;
    }

    private Guarded done(String key, Permission needed, Callable<LabSource> work) {
        return way(key, needed, ButtonVariant.LUMO_TERTIARY, () -> attempt(work, _ -> {}));
    }

    @Override
    protected String titleKey() {
        return "sources.title";
    }
}
