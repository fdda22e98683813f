import "reflect-metadata"; // @peculiar/x509 refuses to load without it
import { X509Certificate as Certificate, createPrivateKey, generateKeyPairSync, webcrypto } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { writePrivate } from "./privateFile";

const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const YEAR_MS = 365 * 24 * 3600 * 1000;
cryptoProvider.set(webcrypto);

/** Whom a certificate speaks for. `addresses`, IPs or DNS names, make it a server's; without them it is a client's. */
export interface Subject {
  readonly commonName: string;
  readonly organization?: string;
  readonly addresses?: readonly string[];
}

/** A certificate and its private key, PEM; `file` holds both, so that a kill never leaves one without the other. */
export interface Credential {
  readonly file: string;
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority kept in `folder`. What it has issued once stays the same, so that Pulumi's state stays true. */
export class Authority {
  private constructor(
    private readonly folder: string,
    private readonly signer: X509Certificate,
    private readonly signingKey: webcrypto.CryptoKey,
    /** The authority's own certificate alone, for those who check others. */
    readonly certificateFile: string,
  ) {}

  get certificate(): string {
    return pem(this.signer);
  }

  /** Makes the authority where `folder` has none yet. */
  static async open(folder: string): Promise<Authority> {
    const file = join(folder, "ca.pem");
    if (!existsSync(file)) writePrivate(file, await selfSigned());
    const { certificate, key } = read(file);
    const certificateFile = join(folder, "ca.crt");
    writePrivate(certificateFile, certificate);
    return new Authority(folder, new X509Certificate(certificate), await importKey(key), certificateFile);
  }

  /** The credential kept as `<name>.pem`; a new one where there is none, or where it speaks for another subject. */
  async issue(name: string, subject: Subject): Promise<Credential> {
    const file = join(this.folder, `${name}.pem`);
    if (!existsSync(file) || !speaksFor(read(file).certificate, subject)) writePrivate(file, await this.#sign(subject));
    return { file, ...read(file) };
  }

  async #sign(subject: Subject): Promise<string> {
    const keys = await generateKeys();
    const certificate = await X509CertificateGenerator.create({
      subject: distinguishedName(subject),
      issuer: this.signer.subjectName,
      ...validity(),
      publicKey: keys.publicKey,
      signingKey: this.signingKey,
      signingAlgorithm: ECDSA,
      extensions: leafExtensions(subject),
    });
    return pem(certificate) + (await privateKeyPem(keys));
  }
}

/** The key that signs service accounts' tokens, made once; the file of its private half. */
export function serviceAccountKey(folder: string): string {
  const file = join(folder, "service-accounts.key");
  // kube-apiserver reads a public EC key only from SEC 1 (k8s.io/client-go/util/keyutil).
  if (!existsSync(file)) writePrivate(file, newEcKey());
  return file;
}

function newEcKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "sec1", format: "pem" }).toString();
}

async function selfSigned(): Promise<string> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=sophia-rehearsal-ca",
    ...validity(),
    keys,
    signingAlgorithm: ECDSA,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.digitalSignature, true),
    ],
  });
  return pem(certificate) + (await privateKeyPem(keys));
}

function leafExtensions({ addresses = [] }: Subject): Extension[] {
  const purposes = [ExtendedKeyUsage.clientAuth, ...(addresses.length > 0 ? [ExtendedKeyUsage.serverAuth] : [])];
  const names = addresses.map((value) => ({ type: isIP(value) === 0 ? ("dns" as const) : ("ip" as const), value }));
  return [
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension(purposes),
    ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []),
  ];
}

function speaksFor(certificate: string, subject: Subject): boolean {
  const parsed = new Certificate(certificate);
  const covers = (address: string) => (isIP(address) === 0 ? parsed.checkHost(address) : parsed.checkIP(address));
  const name = distinguishedName(subject).toString();
  return new X509Certificate(certificate).subject === name && (subject.addresses ?? []).every((one) => covers(one));
}

function distinguishedName({ commonName, organization }: Subject): Name {
  return new Name([...(organization === undefined ? [] : [{ O: [organization] }]), { CN: [commonName] }]);
}

/** Ten years: a rehearsal's folder is thrown away long before. An hour back, for clocks that are set right meanwhile. */
function validity(): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 10 * YEAR_MS) };
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(ECDSA, true, ["sign", "verify"]);
}

async function importKey(key: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(key).export({ type: "pkcs8", format: "der" });
  return await webcrypto.subtle.importKey("pkcs8", der, ECDSA, true, ["sign"]);
}

async function privateKeyPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY")}\n`;
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString("pem")}\n`;
}

function read(file: string): { certificate: string; key: string } {
  const blocks = readFileSync(file, "utf8").match(/-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----\n/g) ?? [];
  const find = (kind: string) => blocks.find((block) => block.includes(`BEGIN ${kind}`));
  const [certificate, key] = [find("CERTIFICATE"), find("PRIVATE KEY")];
  if (certificate === undefined || key === undefined) {
    throw new Error(`${file} holds no certificate with its key: remove the file and start again`);
  }
  return { certificate, key };
}
