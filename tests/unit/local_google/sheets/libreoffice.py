"""LibreOffice inserting and deleting rows and columns in files, by a Basic macro in a profile of its own."""

import subprocess
from pathlib import Path

_SCRIPT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Lines"/>
</library:library>
"""
_DIALOG = _SCRIPT.replace('\n <library:element library:name="Lines"/>', "")
_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Lines"
 script:language="StarBasic">
Sub Change(orders As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Dim excel(0) As New com.sun.star.beans.PropertyValue
  excel(0).Name = "FilterName" : excel(0).Value = "Calc MS Excel 2007 XML"
  Dim order As String
  Dim number As Integer
  Dim parts, doc, sheet, target
  On Error GoTo Done
  number = FreeFile
  Open orders For Input As #number
  Do While Not Eof(number)
    Line Input #number, order
    If Len(order) &gt; 0 Then
      parts = Split(order, "|")
      doc = StarDesktop.loadComponentFromURL(parts(0), "_blank", 0, hidden())
      sheet = doc.Sheets.getByName(parts(2))
      If parts(3) = "ROWS" Then target = sheet.Rows Else target = sheet.Columns
      If parts(4) = "INSERT" Then
        target.insertByIndex(CLng(parts(5)), CLng(parts(6)))
      Else
        target.removeByIndex(CLng(parts(5)), CLng(parts(6)))
      End If
      doc.storeToURL(parts(1), excel())
      doc.close(True)
    End If
  Loop
  Close #number
Done:
  StarDesktop.terminate()
End Sub
</script:module>
"""


def change_files(soffice: str, folder: Path, orders: list[str]) -> None:
    """Carry out orders `in url|out url|tab|ROWS or COLUMNS|INSERT or DELETE|start|count`, zero-based."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    # The first start fills the profile, and would put its own empty library in place of ours.
    _run([soffice, profile, "--headless", "--norestore", "--terminate_after_init"])
    library = folder / "profile" / "user" / "basic" / "Standard"
    (library / "script.xlb").write_text(_SCRIPT)
    (library / "dialog.xlb").write_text(_DIALOG)
    (library / "Lines.xba").write_text(_MACRO)
    listed = folder / "orders.txt"
    listed.write_text("\n".join(orders) + "\n")
    _run([soffice, profile, "--headless", "--norestore", f'macro:///Standard.Lines.Change("{listed}")'])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, timeout=240, capture_output=True)
