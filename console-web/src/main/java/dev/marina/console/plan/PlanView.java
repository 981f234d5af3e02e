package dev.marina.console.plan;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.component.upload.UploadI18N;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.streams.UploadHandler;
import dev.marina.console.cluster.ClusterPage;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.Rights;
import dev.marina.console.kind.ClusterLayout;
import dev.marina.console.kind.KindRef;
import dev.marina.console.kind.NamespacePicker;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// Manifests in, everything that would follow out. Nothing of the cluster changes.
@Route(value = ClusterRef.ROUTE + "/plan", layout = ClusterLayout.class)
public class PlanView extends ClusterPage {

    private static final KindRef NAMESPACES = new KindRef("", "v1", "namespaces");
    private static final int MOST_SECONDS = 3_600;
    /// A plan itself takes up to 15 s, and others may be before it in the cluster's turn.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final NamespacePicker picker = new NamespacePicker(this::in);
    private final TextArea text = new TextArea(getTranslation("plan.manifests"));
    private final Select<String> pods = new Select<>();
    private final IntegerField seconds = new IntegerField(getTranslation("plan.seconds"));
    private final Button ask = new Button(getTranslation("plan.ask"), _ -> ask());
    private final Guarded guarded = new Guarded(ask);
    private final Refusal refusal = new Refusal();
    private final Span working = new Span();
    private final Div result = new Div();
    private String namespace = "default";

    public PlanView() {
        text.setWidthFull();
        text.setMinHeight("14rem");
        text.setMaxHeight("26rem");
        text.setMaxLength(Manifests.MOST_CHARACTERS);
        text.addClassName("manifests");
        pods.setLabel(getTranslation("plan.pods"));
        pods.setItems("Ready", "Waiting");
        pods.setItemLabelGenerator(each -> getTranslation(each.equals("Ready") ? "plan.pods.ready" : "plan.pods.waiting"));
        pods.setValue("Ready");
        seconds.setValue(60);
        seconds.setMin(0);
        seconds.setMax(MOST_SECONDS);
        seconds.setStepButtonsVisible(true);
        ask.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
        ask.setEnabled(false);
        working.getElement().setAttribute("role", "status");
        Div settings = new Div(picker, pods, seconds, upload(), guarded, working);
        settings.addClassName("add-member");
        Div card = new Div(new H3(getTranslation("nav.plan")), new Paragraph(getTranslation("plan.text")), text, settings, refusal, result);
        card.addClassName("live");
        add(card);
    }

    private Upload upload() {
        Upload upload = new Upload(UploadHandler.inMemory((_, bytes) -> text.setValue(new String(bytes, StandardCharsets.UTF_8))));
        upload.setMaxFiles(1);
        upload.setMaxFileSize(Manifests.MOST_CHARACTERS);
        upload.setDropAllowed(true);
        upload.setI18n(new UploadI18N().setAddFiles(new UploadI18N.AddFiles().setOne(getTranslation("plan.upload")).setMany(getTranslation("plan.upload")))
                .setDropFiles(new UploadI18N.DropFiles().setOne(getTranslation("plan.drop")).setMany(getTranslation("plan.drop"))));
        return upload;
    }

    @Override
    protected void enter(BeforeEnterEvent event) {
        namespace = event.getLocation().getQueryParameters().getSingleParameter("namespace").filter(name -> name.length() <= 63 && !name.isBlank())
                .orElse("default");
    }

    private void in(String chosen) {
        ui().navigate(cluster().path().substring(1) + "/plan", QueryParameters.simple(Map.of("namespace", chosen.isEmpty() ? "default" : chosen)));
    }

    @Override
    protected void start() {
        picker.show(namespace);
        result.removeAll();
        follow(NAMESPACES.listPath(""), "", picker::show);
        Permission planning = new Permission("create", "marina.dev", "plans", "", namespace);
        Rights.guard(ui(), api(), guarded, planning, this::failed);
    }

    private void ask() {
        refusal.setVisible(false);
        Manifests manifests;
        try {
            manifests = Manifests.of(text.getValue());
        } catch (Manifests.Unreadable e) {
            failed(getTranslation(e.key(), e.values()));
            return;
        }
        ask.setEnabled(false);
        working.setText(getTranslation("plan.working"));
        ClusterApi api = api();
        String path = "/apis/marina.dev/v1/namespaces/%s/plans".formatted(namespace);
        int time = seconds.getValue() == null ? 60 : Math.clamp(seconds.getValue(), 0, MOST_SECONDS);
        String request = manifests.request(namespace, pods.getValue(), time);
        Attempt.of(ui(), () -> Worked.of(Map.of(422, "plan.refused.limits"), () -> Outcome.of(api.write("POST", path, "application/json", request, PATIENCE))),
                answer -> {
                    done();
                    result.removeAll();
                    switch (answer) {
                        case Worked.Known<Outcome>(Outcome known) -> result.add(new OutcomePane(known, cluster()));
                        case Worked.Refused<Outcome>(String key, String message) -> failed(getTranslation(key, message));
                    }
                }, reason -> {
                    done();
                    failed(reason);
                });
    }

    private void done() {
        ask.setEnabled(true);
        working.setText("");
    }

    private void failed(String reason) {
        refusal.setText(reason);
        refusal.setVisible(true);
    }

    @Override
    protected String titleKey() {
        return "nav.plan";
    }
}
