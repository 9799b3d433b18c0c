import { choicesOf, type Field, type Json } from "../../src/config/fields";
import { sectionTitle } from "../../src/config/schema";
import type { Language, Text } from "../../src/text";
import { notes } from "./config-notes";

/** The reference page of the config file, both languages one after the other. */
export function configPage(fields: readonly Field[]): string {
  const rows = uniqueBy(fields.map(asRow), ({ key }) => key);
  const queues = uniqueBy(fields.map(({ path }) => queueOf(path)).filter(Boolean), (name) => name);
  return [
    "# risken-aws.yaml",
    "",
    "[日本語](#日本語)",
    "",
    introduction.en,
    ...tables(rows, "en"),
    `Names of the queues: ${list(queues)}.`,
    "",
    secrets.en,
    federation.en,
    "## 日本語",
    "",
    introduction.ja,
    ...tables(rows, "ja"),
    `キューの名前: ${list(queues)}`,
    "",
    secrets.ja,
    federation.ja,
  ].join("\n");
}

/** Keys of the notes that a field goes by: all queues have the same. */
export const keyOf = (path: string): string =>
  path.replace(/^(queues\.overrides)\.[^.]+\./, "$1.<queue>.").replace(/^names\..+$/, "names.<id>");

interface Row {
  readonly key: string;
  readonly section: string;
  readonly field: Field;
}

const asRow = (field: Field): Row => ({
  key: keyOf(field.path),
  section: field.keys.length > 1 ? field.keys[0]! : "",
  field,
});

const queueOf = (path: string): string => /^queues\.overrides\.([^.]+)\./.exec(path)?.[1] ?? "";

function tables(rows: readonly Row[], language: Language): readonly string[] {
  const level = language === "en" ? "##" : "###";
  return uniqueBy(rows, ({ section }) => section).flatMap(({ section }) => [
    `${level} ${[section && `${code(section)}: `, titleOf(section)[language]].join("")}`,
    "",
    heading[language],
    "| --- | --- | --- | --- | --- |",
    ...rows.filter((row) => row.section === section).map((row) => line(row, language)),
    "",
  ]);
}

const titles: Readonly<Record<string, Text>> = {
  kustomize: { en: "Exported overlay", ja: "出力する overlay" },
  names: { en: "Names of what is there already", ja: "既存のリソースの名前" },
};

const titleOf = (section: string): Text => titles[section] ?? sectionTitle(section);

function line({ key, field }: Row, language: Language): string {
  const { flag, json, secret, variable } = field;
  const cells = [
    code(key),
    notes[key]![language],
    secret ? words.reference[language] : valuesOf(json)[language],
    defaultOf(field, language),
    [flag ? code(`--${flag}`) : "", code(key === field.path ? variable : generic(variable, field.path))]
      .filter(Boolean)
      .join("<br>"),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** The variable of a key of one queue or one thing, for any. */
const generic = (variable: string, path: string): string =>
  path.startsWith("names.")
    ? "RISKEN_AWS_NAMES_<ID>"
    : variable.replace(queueOf(path).toUpperCase().replaceAll("-", "_"), "<QUEUE>");

function valuesOf(json: Json & { readonly minimum?: number; readonly maximum?: number }): Text {
  const choices = choicesOf(json) ?? (json.const === undefined ? undefined : [String(json.const)]);
  if (choices) return both(choices.map(code).join(", "));
  const inner = json.items && choicesOf(json.items);
  if (inner) return { en: `list of ${list(inner)}`, ja: `${list(inner)} のリスト` };
  if (json.type === "integer") return both(`${json.minimum}–${json.maximum}`);
  return words[json.type as "string"] ?? both("");
}

function defaultOf({ asking, json: { default: value }, schema }: Field, language: Language): string {
  if (asking?.find) return words.found[language];
  if (!schema.safeParse(undefined).success) return words.needed[language];
  if (value === undefined || JSON.stringify(value) === "{}" || JSON.stringify(value) === "[]") return "";
  return Array.isArray(value) ? list(value) : code(String(value));
}

const both = (text: string): Text => ({ en: text, ja: text });
const code = (text: string): string => `\`${text}\``;
const list = (names: readonly string[]): string => names.map(code).join(", ");

const uniqueBy = <T>(all: readonly T[], by: (one: T) => string): readonly T[] =>
  [...new Map([...all].reverse().map((one) => [by(one), one])).values()].reverse();

const heading = {
  en: "| key | meaning | values | default | flag, variable |",
  ja: "| キー | 意味 | 値 | 既定値 | フラグ、環境変数 |",
};

const words = {
  found: { en: "found, if there is only one", ja: "1つだけなら自動で検出" },
  needed: { en: "(needed)", ja: "（必須）" },
  reference: { en: "reference to a secret", ja: "シークレットの参照" },
  string: { en: "text", ja: "文字列" },
  array: { en: "list", ja: "リスト" },
  object: { en: "map", ja: "マップ" },
};

const introduction: Text = {
  en: `\`risken-aws init\` writes this file, and a person may edit it: comments and order stay when it is written again. A key that does not exist is refused, with the nearest one that does.
YAML's anchors and aliases may be used: an alias whose value is no longer that of its anchor is written out. Tags (\`!name\`) and merge keys (\`<<\`) are refused.

A value comes from the first of these that has one: a flag (every key has \`--set key=value\`), a variable, the file, what is found in the account, the default. In flags and variables, a list is
\`a,b\` or YAML (\`[a, b]\`), a map is YAML. An empty variable counts for nothing.

For editors, \`risken-aws schema\` prints the JSON Schema of this file; the package holds it as \`schema.json\`. This page is made from it by \`npm run docs\`.
`,
  ja: `このファイルは \`risken-aws init\` が書き込みます。手で編集することもでき、再度書き込むときもコメントと順序は残ります。存在しないキーはエラーになり、最も近いキーを表示します。
YAML のアンカーとエイリアスも使えます。アンカーと異なる値になったエイリアスは、値そのものに書き換えます。タグ（\`!name\`）とマージキー（\`<<\`）は使えません。

値は、フラグ（どのキーも \`--set key=value\` で指定できます）、環境変数、ファイル、アカウント内で検出した値、既定値の順に決まります。フラグと環境変数では、リストは \`a,b\` または YAML（\`[a, b]\`）、マップは YAML で指定してください。空の環境変数は無視します。

エディター向けの JSON Schema は \`risken-aws schema\` で出力できます（パッケージの \`schema.json\` と同じものです）。このページは \`npm run docs\` で生成しています。
`,
};

const secrets: Text = {
  en: `## References to secrets

A secret never stands in the file. It is one of these:

| reference | value |
| --- | --- |
| \`{ env: NAME }\` | an environment variable of the run |
| \`{ file: PATH }\` | a file; one newline at its end is not part of the value. Relative paths start where the program runs |
| \`{ secretsManager: ARN }\`, \`{ secretsManager: ARN, key: password }\` | a secret in AWS Secrets Manager, or one key of its JSON |
| \`{ generate: true }\` | made once and kept for ever after (in \`parameters.values\` only) |

On a terminal, \`init\` asks for a secret that is not there. A reference that leads to nothing (the variable is unset or empty, the file is missing) keeps what is stored; the plan names such a field as not compared. Only
creating needs the value (exit 3). The variable of a key that is a secret holds the secret itself: \`RISKEN_AWS_DATABASE_PASSWORD\`. Secrets have no flag, because a command line can be read by everybody on the machine.
`,
  ja: `### シークレットの参照

シークレットはファイルに書きません。次のいずれかで参照します。

| 参照 | 値 |
| --- | --- |
| \`{ env: NAME }\` | 実行時の環境変数 |
| \`{ file: PATH }\` | ファイル（末尾の改行1つは値に含めません）。相対パスは実行時のカレントディレクトリが基準です |
| \`{ secretsManager: ARN }\`, \`{ secretsManager: ARN, key: password }\` | AWS Secrets Manager のシークレット、またはその JSON の1つのキー |
| \`{ generate: true }\` | 一度だけ生成し、以後は変更しません（\`parameters.values\` のみ） |

端末では、不足しているシークレットを \`init\` が質問します。参照先がない場合（環境変数が未設定または空、ファイルがない）は、保存済みの値を変更せず、計画にはその項目を比較していないことを表示します。値が必須なのは新規作成のときだけです（終了コード 3）。シークレットのキーに対応する環境変数には、シークレットそのものを設定してください（例: \`RISKEN_AWS_DATABASE_PASSWORD\`）。コマンドラインは同じマシンのほかの利用者からも見えるため、シークレットのフラグはありません。
`,
};

const example = `\`\`\`yaml
auth:
  cognito:
    domainPrefix: acme-risken
    nativeUsers: false
    identityProviders:
      - name: Okta
        type: oidc
        issuer: https://acme.okta.com
        clientId: 0oa1b2c3d4
        clientSecret: { env: OKTA_CLIENT_SECRET }
      - name: EntraID
        type: saml
        metadataUrl: https://login.microsoftonline.com/…/federationmetadata.xml
        attributeMapping:
          email: http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress
\`\`\``;

const federation: Text = {
  en: `## Sign-in with your company's provider

${example}

| key of a provider | meaning |
| --- | --- |
| \`name\` | 3 to 32 letters, digits, dots, hyphens and underscores. It becomes the beginning of its people's user names and is never changed in place: another name is another provider, whose people are new. |
| \`type\` | \`oidc\` or \`saml\`. Fixed for a name. |
| \`attributeMapping\` | Attributes of the pool, each with the provider's claim. The attribute that \`auth.userKey\` names has to be among them (\`email\` unless it says otherwise). Left out: \`email\`, from the provider's usual claim. The user name is made by AWS (\`sub\`, \`NameID\`) and can't be mapped, and neither can custom attributes. |
| \`issuer\`, \`clientId\`, \`clientSecret\` | oidc: as the provider has registered RISKEN. The secret is a reference. The provider has to let people come back to \`https://<prefix>.auth.<region>.amazoncognito.com/oauth2/idpresponse\`. |
| \`scopes\` | oidc: left out, \`openid\`, \`email\` and \`profile\`. |
| \`endpoints\` | oidc: \`authorization\`, \`token\`, \`userInfo\` and \`keys\`, where the issuer publishes no discovery document. |
| \`metadataUrl\` or \`metadataFile\` | saml: the provider's metadata, by its address or as a file (a path). The provider has to know the pool as \`urn:amazon:cognito:sp:<pool id>\` and answer to \`https://<prefix>.auth.<region>.amazoncognito.com/saml2/idpresponse\`. |

\`IDP_PROVIDER_NAME\` and what the app client lets people come from follow this list. A provider that is taken out of it loses its people at once (the app client), and is deleted with \`--prune\`. Everybody whom a
provider vouches for may open RISKEN: keep the circle small at the provider.
`,
  ja: `### 会社の IdP でのサインイン

${example}

| IdP のキー | 意味 |
| --- | --- |
| \`name\` | 3〜32文字の英数字・ドット・ハイフン・アンダースコアです。利用者のユーザー名の先頭に付きます。名前を変えると別の IdP になり、利用者も別人として扱われます。 |
| \`type\` | \`oidc\` または \`saml\` です。同じ名前のまま変更することはできません。 |
| \`attributeMapping\` | プールの属性と、対応する IdP のクレームです。\`auth.userKey\` の属性（既定値は \`email\`）を必ず含めてください。省略時は IdP の標準的なメールアドレスのクレームを \`email\` に対応させます。ユーザー名は AWS が決めるため（\`sub\`、\`NameID\`）指定できません。カスタム属性も使えません。 |
| \`issuer\`、\`clientId\`、\`clientSecret\` | oidc: IdP に登録した RISKEN の情報です。シークレットは参照で指定します。IdP 側では \`https://<プレフィックス>.auth.<リージョン>.amazoncognito.com/oauth2/idpresponse\` をリダイレクト URI に登録してください。 |
| \`scopes\` | oidc: 省略時は \`openid\`、\`email\`、\`profile\` です。 |
| \`endpoints\` | oidc: issuer がディスカバリードキュメントを公開していない場合に、\`authorization\`、\`token\`、\`userInfo\`、\`keys\` を指定します。 |
| \`metadataUrl\` または \`metadataFile\` | saml: IdP のメタデータの URL、またはファイルのパスです。IdP 側では、エンティティ ID に \`urn:amazon:cognito:sp:<プール ID>\`、応答 URL に \`https://<プレフィックス>.auth.<リージョン>.amazoncognito.com/saml2/idpresponse\` を登録してください。 |

\`IDP_PROVIDER_NAME\` とアプリクライアントの設定は、この一覧に合わせて変わります。一覧から外した IdP の利用者はすぐにサインインできなくなり（アプリクライアントの更新）、IdP は \`--prune\` で削除されます。IdP が認めた人は全員 RISKEN を利用できるため、対象者は IdP 側で絞ってください。
`,
};
